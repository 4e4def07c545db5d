package org.dure.server.sweeps.sweep;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.session.SessionForm;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.search.Algorithm;
import org.dure.server.sweeps.search.Parameter;
import org.jspecify.annotations.Nullable;

/// A sweep as it is asked for; `SweepRules` says what is taken where something is left out.
record NewSweep(
        @Nullable String name,
        @Nullable List<ParameterBody> parameters,
        Algorithm.@Nullable Kind algorithm,
        @Nullable Long seed,
        @Nullable UUID problemId,
        @Nullable ObjectiveBody objective,
        @Nullable EarlyStopBody earlyStop,
        @Nullable PopulationBody population,
        @Nullable SessionForm session,
        @Nullable Integer trials,
        @Nullable Integer parallel,
        @Nullable Double slotHours,
        @Nullable Double cost) {

    LimitsForm limits() {
        return new LimitsForm(trials, parallel, slotHours, cost);
    }

    record ParameterBody(
            @Nullable String name,
            Parameter.@Nullable Type type,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable List<@Nullable Object> values,
            @Nullable Integer steps,
            @Nullable Map<String, @Nullable List<@Nullable Object>> when) {}

    record ObjectiveBody(@Nullable String metric, @Nullable Direction direction, Objective.@Nullable Take take) {}

    record PopulationBody(
            @Nullable String metric,
            @Nullable Direction direction,
            @Nullable Integer size,
            @Nullable Long every,
            @Nullable Double share,
            @Nullable Double resample) {}

    record EarlyStopBody(
            @Nullable String metric,
            @Nullable Direction direction,
            @Nullable Long first,
            @Nullable Integer factor) {}
}
