package org.dure.server.sweeps.trial;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Reason;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.search.Values;
import org.dure.server.tracking.Metric;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Leads trials from rung to rung. What a trial had at a rung is a row, decided upon once.
@Component
public class Rungs {

    /// A trial that is not to go on.
    ///
    /// @param value at the rung; null for one that is not a number
    public record Behind(@Nullable Double value, Reason reason) {}

    private final TrialRepository trials;

    Rungs(TrialRepository trials) {
        this.trials = trials;
    }

    /// Writes down all rungs that the trial has come to and the first of them at which it fell behind.
    ///
    /// @param points by their steps
    public Optional<Behind> climb(Sweep sweep, Trial trial, EarlyStop early, List<Metric> points) {
        long last = trials.lastRung(trial.id());
        Optional<Behind> behind = Optional.empty();
        for (long rung = early.halving().after(last);
                rung < Long.MAX_VALUE;
                rung = early.halving().after(rung)) {
            long step = rung;
            Optional<Metric> there =
                    points.stream().filter(point -> point.step() >= step).findFirst();
            if (there.isEmpty()) {
                break;
            }
            Optional<Behind> found =
                    reach(sweep, trial, early, rung, there.get().value());
            behind = behind.isPresent() ? behind : found;
        }
        return behind;
    }

    private Optional<Behind> reach(Sweep sweep, Trial trial, EarlyStop early, long rung, double value) {
        List<Double> others = trials.atRung(sweep.id(), rung, trial.id()).stream()
                .map(early.direction()::loss)
                .toList();
        trials.putRung(sweep.id(), trial.id(), rung, value);
        if (early.halving().goesOn(early.direction().loss(value), others)) {
            return Optional.empty();
        }
        return Optional.of(new Behind(
                Double.isNaN(value) ? null : value,
                Reason.of(
                        SweepReason.TRIAL_BEHIND,
                        Map.of(
                                "step",
                                rung,
                                "metric",
                                early.metric() == null ? "value" : early.metric(),
                                "value",
                                Values.rounded(value),
                                "factor",
                                early.factor()))));
    }
}
