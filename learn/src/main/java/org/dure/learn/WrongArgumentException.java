package org.dure.learn;

/// An argument that no training can be done with; the message names it and says what would be right.
final class WrongArgumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongArgumentException(String message) {
        super(message);
    }
}
