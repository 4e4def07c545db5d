package org.dure.server.compute.forecast;

import org.jspecify.annotations.Nullable;

/// How the estimates of the last 30 days have come true.
///
/// @param estimates    that can be judged
/// @param within50     the part that started within the interval of one half, give or take 2 s; null where there are
/// none
/// @param within90     the same of nine in ten
/// @param errorSeconds the median distance between the estimate's median and the start
public record Calibration(
        int estimates,
        @Nullable Double within50,
        @Nullable Double within90,
        @Nullable Double errorSeconds) {}
