package org.dure.agent;

/// Why an attempt cannot be started, in words for people: it becomes the cause of its end state.
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String cause) {
        super(cause);
    }
}
