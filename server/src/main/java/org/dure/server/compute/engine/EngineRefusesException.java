package org.dure.server.compute.engine;

import java.io.IOException;
import org.dure.base.FailureWords;
import org.dure.base.Reason;

/// The engine answers, and not as its pool is set up: other settings are needed, or another cluster.
public class EngineRefusesException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    public EngineRefusesException(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    /// What an engine's failure says of itself: as a code, which pages say in their language, where it has one.
    public static Reason reasonOf(Exception failure) {
        return failure instanceof EngineRefusesException refusal
                ? refusal.reason
                : Reason.inWords(FailureWords.of(failure));
    }
}
