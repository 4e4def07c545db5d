package org.dure.server.models.evaluation;

import org.dure.base.Reason;

/// Why an evaluation waits or failed.
enum EvaluationReason implements Reason.Code {
    EVALUATION_LIMIT("waits: {limit} evaluations of this problem were started within 24 hours, which is the limit"),
    EVALUATION_REFUSED("the evaluation cannot start"),
    EVALUATION_SESSION_FAILED("the evaluation's session failed"),
    EVALUATION_SESSION_GONE("the evaluation's session is gone"),
    MODEL_UNUSABLE("the model cannot be judged"),
    PREDICTIONS_UNUSABLE("what the evaluator left cannot be used");

    private final String english;

    EvaluationReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
