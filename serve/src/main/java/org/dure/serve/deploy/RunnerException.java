package org.dure.serve.deploy;

/// Why a runner gave no answer.
public final class RunnerException extends Exception {

    private static final long serialVersionUID = 1L;

    /// Whose fault it is.
    public enum Kind {
        /// The model failed on this input; trying again gives the same.
        MODEL_FAILED,
        /// Nothing computes at the moment, or too much waits; trying again may help.
        UNAVAILABLE
    }

    private final Kind kind;

    public RunnerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
