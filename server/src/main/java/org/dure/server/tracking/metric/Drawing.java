package org.dure.server.tracking.metric;

import java.util.List;
import org.dure.server.tracking.Metric;

/// A curve, or a stretch of one.
///
/// @param n      points that were logged there
/// @param points by step; where they are fewer than `n`, they keep the first, last, least and greatest of equally long
///               parts
public record Drawing(long n, List<Metric> points) {}
