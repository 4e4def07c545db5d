package org.dure.server.tracking;

/// One point of a metric.
///
/// @param value NaN where the program logged NaN; infinities arrive as ± the greatest double, as MLflow keeps them
/// @param ms    when it was logged, Unix milliseconds by the program's clock
/// @param step  by the program's own count
public record Metric(double value, long ms, long step) {}
