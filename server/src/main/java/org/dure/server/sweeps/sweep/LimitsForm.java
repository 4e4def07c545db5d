package org.dure.server.sweeps.sweep;

import org.jspecify.annotations.Nullable;

/// How far a sweep shall go, as it is asked for; what is left out stays as it is.
record LimitsForm(
        @Nullable Integer trials,
        @Nullable Integer parallel,
        @Nullable Double slotHours,
        @Nullable Double cost) {}
