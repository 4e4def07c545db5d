package org.dure.base.serving;

import org.dure.base.Reason;

/// Why `serve` does not answer with a deployment.
public enum LoadReason implements Reason.Code {
    MODEL_NOT_LOADED("the model cannot be loaded");

    private final String english;

    LoadReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
