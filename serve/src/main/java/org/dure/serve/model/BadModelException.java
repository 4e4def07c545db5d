package org.dure.serve.model;

/// A model package that cannot be served; the message says what is wrong and what would be right.
public final class BadModelException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadModelException(String message) {
        super(message);
    }

    public BadModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
