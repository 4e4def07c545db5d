package org.dure.agent.wire;

import java.io.IOException;

/// `server` has understood a call and refused it: repeating it unchanged is no use.
public final class RejectedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RejectedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
