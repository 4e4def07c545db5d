package org.dure.serve.spool;

import java.io.IOException;

/// The event cannot be kept: the spool has reached its limit, or the disk is full.
public final class SpoolFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public SpoolFullException(String message) {
        super(message);
    }
}
