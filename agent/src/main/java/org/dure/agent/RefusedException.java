package org.dure.agent;

import org.dure.base.Reason;

/// Why an attempt cannot be started: it becomes the cause of its end state.
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    /// @param words of what is wrong with the node or the order, which is rare
    RefusedException(String words) {
        this(Reason.inWords(words));
    }

    RefusedException(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
