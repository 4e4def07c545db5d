package org.dure.server.tracking.filter;

/// A filter or an order that cannot be read. The message says where and what would be right.
public final class FilterError extends RuntimeException {

    private final String reason;
    private final int place;

    FilterError(String reason, int place) {
        this(reason, reason, place);
    }

    FilterError(String message, String reason, int place) {
        super(message, null, false, false);
        this.reason = reason;
        this.place = place;
    }

    /// The message without what was read, for who sees that anyway.
    public String reason() {
        return reason;
    }

    /// The character, from 0, at which reading stopped; the length of the text where it ended too soon.
    public int place() {
        return place;
    }
}
