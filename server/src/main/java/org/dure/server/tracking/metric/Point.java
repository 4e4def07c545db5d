package org.dure.server.tracking.metric;

import org.dure.server.tracking.Metric;

/// A metric's point with its key.
public record Point(String key, Metric metric) {}
