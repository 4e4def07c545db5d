package org.dure.server.tracking.filter;

/// One column of an order.
public record Order(Field field, boolean ascending) {}
