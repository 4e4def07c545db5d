package org.dure.server.sweeps.trial;

import java.util.Map;
import java.util.Optional;
import org.dure.base.Reason;
import org.dure.server.compute.Session;
import org.dure.server.compute.attempt.HoldService;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.springframework.stereotype.Component;

/// Brings the trials of a population to a stand at its rungs.
@Component
class PopulationRung {

    private final PopulationRepository populations;
    private final TrialRepository trials;
    private final Measures measures;
    private final HoldService holds;

    PopulationRung(PopulationRepository populations, TrialRepository trials, Measures measures, HoldService holds) {
        this.populations = populations;
        this.trials = trials;
        this.measures = measures;
        this.holds = holds;
    }

    /// Writes down what the trial has at the rung that it has come to, and has its session give up its slots there.
    /// Once a member is over, the others go on to their ends: a copy would find nothing left to train.
    ///
    /// @return whether it waits there now
    boolean holds(Sweep sweep, Trial trial, Session session, Optional<Run> run) {
        Population population = sweep.population();
        Trial.Lineage lineage = trial.lineage();
        if (population == null
                || lineage == null
                || run.isEmpty()
                || session.state().isEnd()) {
            return false;
        }
        long step = population.step(lineage.generation());
        Metric last = run.get().metrics().get(population.metric());
        if (last == null || last.step() < step || populations.isAnyOver(sweep.id())) {
            return false;
        }
        Optional<Metric> there = measures.points(run.get(), population.metric()).stream()
                .filter(point -> point.step() >= step)
                .findFirst();
        there.ifPresent(point -> {
            trials.putRung(sweep.id(), trial.id(), step, point.value());
            Reason waits = Reason.of(SweepReason.TRIAL_AT_RUNG, Map.of("step", step));
            trials.setState(trial.id(), Trial.State.PAUSED, waits);
            holds.hold(session.id(), waits);
        });
        return there.isPresent();
    }

    /// Holds it again where somebody has let it go.
    void stay(Trial trial, Session session) {
        if (session.life().pause() == null) {
            holds.hold(session.id(), trial.reason());
        }
    }
}
