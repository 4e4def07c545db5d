package org.dure.server.tracking.filter;

/// A filter or an order that cannot be read. The message says where and what would be right.
public final class FilterError extends RuntimeException {

    FilterError(String message) {
        super(message, null, false, false);
    }
}
