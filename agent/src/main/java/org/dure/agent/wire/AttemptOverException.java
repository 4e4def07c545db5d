package org.dure.agent.wire;

/// `server` has said that this attempt is over: nothing is reported any more, everything is killed.
public final class AttemptOverException extends Exception {

    private static final long serialVersionUID = 1L;

    AttemptOverException(String message) {
        super(message);
    }
}
