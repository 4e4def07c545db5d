package org.dure.learn.reason;

/// An argument that no training can be done with; the message names it and says what would be right.
public final class WrongArgumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WrongArgumentException(String message) {
        super(message);
    }
}
