package org.dure.learn.reason;

/// Training cannot go on for a reason that its user can mend; the message says which.
public final class TrainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainException(String message) {
        super(message);
    }

    public TrainException(String message, Throwable cause) {
        super(message, cause);
    }
}
