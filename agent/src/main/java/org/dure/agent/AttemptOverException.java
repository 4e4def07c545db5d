package org.dure.agent;

/// `server` has said that this attempt is over: nothing is reported any more, everything is killed.
final class AttemptOverException extends Exception {

    private static final long serialVersionUID = 1L;

    AttemptOverException(String message) {
        super(message);
    }
}
