package org.dure.server.compute.engine;

import java.io.IOException;

/// The engine cannot be asked now; whether it did what it was told is not known.
public final class EngineAwayException extends IOException {

    private static final long serialVersionUID = 1;

    public EngineAwayException(String message) {
        super(message);
    }
}
