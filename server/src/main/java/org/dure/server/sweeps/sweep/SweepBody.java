package org.dure.server.sweeps.sweep;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Job;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.search.Algorithm;
import org.dure.server.sweeps.search.Parameter;
import org.jspecify.annotations.Nullable;

/// A sweep as it is shown.
record SweepBody(
        UUID id,
        UUID projectId,
        String name,
        Sweep.State state,
        Reason reason,
        Algorithm.Kind algorithm,
        long seed,
        List<Parameter> parameters,
        Objective objective,
        @Nullable EarlyStop earlyStop,
        @Nullable Population population,
        @Nullable Job session,
        int trials,
        int parallel,
        @Nullable Double slotHours,
        @Nullable Double cost,
        String createdBy,
        Instant createdAt,
        @Nullable Instant endedAt,
        boolean archived,
        Sweep.Progress progress) {

    static SweepBody of(Sweep sweep) {
        return new SweepBody(
                sweep.id(),
                sweep.projectId(),
                sweep.name(),
                sweep.state(),
                sweep.reason(),
                sweep.algorithm(),
                sweep.seed(),
                sweep.parameters(),
                sweep.objective(),
                sweep.earlyStop(),
                sweep.population(),
                sweep.job(),
                sweep.limits().trials(),
                sweep.limits().parallel(),
                sweep.limits().slotHours(),
                sweep.limits().cost(),
                sweep.owner().name(),
                sweep.createdAt(),
                sweep.endedAt(),
                sweep.archived(),
                sweep.progress());
    }
}
