package org.dure.server.compute.engine;

import java.io.IOException;
import org.dure.base.Reason;

/// The engine answers, and not as its pool is set up: other settings are needed, or another cluster.
public class EngineRefusesException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    public EngineRefusesException(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    /// The message as a code, which pages say in their language.
    public Reason reason() {
        return reason;
    }
}
