package org.dure.learn;

/// Training cannot go on for a reason that its user can mend; the message says which.
final class TrainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TrainException(String message) {
        super(message);
    }

    TrainException(String message, Throwable cause) {
        super(message, cause);
    }
}
