package org.dure.server.tracking.loggedmodel;

import org.dure.server.tracking.filter.Order;

/// One column of an order of logged models.
///
/// @param on for a metric: the data set that its points are to be of; empty names for any
public record ModelOrder(Order order, DatasetFilter on) {}
