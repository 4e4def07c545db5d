package org.dure.server.serving;

import org.dure.base.Reason;

/// Why a deployment was retired, a correction rejected, or an acceptance failed.
public enum ServingReason implements Reason.Code {
    DEPLOYMENT_REPLACED("deployment {number} took its place"),
    CORRECTED_AGAIN("replaced by a later correction"),
    REJECTED_BY_MEMBER("rejected by {member}"),
    FEEDBACK_WITHDRAWN("all feedback of its key was withdrawn"),
    REQUEST_NOT_KEPT("no request of this id was kept at the endpoint"),
    LABEL_UNKNOWN("the label is none of the model's"),
    CORRECTION_ACCEPTED_BEFORE("another correction of the request was accepted before"),
    /// Says nothing of why: that something is in the hidden part is hidden, too.
    NOT_ADDED("could not be added to the dataset"),
    VERSION_NOT_MADE("the dataset version could not be made");

    private final String english;

    ServingReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
