package org.dure.agent.reason;

import org.dure.base.Reason;

/// Why an attempt cannot be started: it becomes the cause of its end state.
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    /// @param words of what is wrong with the node or the order, which is rare
    public RefusedException(String words) {
        this(Reason.inWords(words));
    }

    public RefusedException(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
