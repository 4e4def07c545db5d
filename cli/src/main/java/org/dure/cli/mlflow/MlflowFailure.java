package org.dure.cli.mlflow;

/// What an MLflow server refused or could not do.
final class MlflowFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status of HTTP; 0 where no answer came
    MlflowFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
