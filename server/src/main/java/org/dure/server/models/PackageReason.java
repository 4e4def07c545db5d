package org.dure.server.models;

import org.dure.base.Reason;

/// Why a version holds no model package, and so cannot be deployed.
public enum PackageReason implements Reason.Code {
    NO_PACKAGE_FILES("its folder does not hold both model.onnx and signature.json"),
    PACKAGE_WRONG("its model package is not as it should be"),
    SOURCE_NOWHERE("its source {source} leads to no files of this project"),
    SOURCE_IS_PROMPT("MLflow keeps a prompt there, no model");

    private final String english;

    PackageReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
