package org.dure.server.sweeps.sweep;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.search.Breeding;
import org.dure.server.sweeps.search.Observation;
import org.dure.server.sweeps.search.Space;
import org.dure.server.sweeps.trial.TrialRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Chooses the points of trials, from the rows of those before them.
@Component
class Planner {

    private final TrialRepository trials;
    private final Clock clock;

    Planner(TrialRepository trials, Clock clock) {
        this.trials = trials;
        this.clock = clock;
    }

    /// Writes the next trial down. Within the caller's transaction, which holds the sweep.
    ///
    /// @param state  RUNNING for one that somebody asked for, PLANNED for one whose session is to be submitted
    /// @param askKey of the request that asked for it; null for the sweep's own
    /// @return empty where the algorithm has no point left
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Trial> next(Sweep sweep, Trial.State state, Reason reason, @Nullable String askKey) {
        List<Trial> before = trials.all(sweep.id());
        int number = before.size();
        Population population = sweep.population();
        if (population != null && number >= population.size()) {
            return Optional.empty();
        }
        return sweep.algorithm()
                .algorithm()
                .next(sweep.space(), sweep.seed(), number, history(sweep, before))
                .map(point -> {
                    Trial.Lineage lineage = population == null ? null : new Trial.Lineage(number, 0, 0, null);
                    Trial trial = made(sweep, number, state, reason, point, lineage);
                    trials.insert(trial, askKey);
                    return trial;
                });
    }

    /// Writes down a trial that goes on from another one's checkpoint. Within the caller's transaction, which holds the
    /// sweep.
    @Transactional(propagation = Propagation.MANDATORY)
    Trial copy(Sweep sweep, Population population, Breeding.Copy copy, Trial source, int member) {
        Trial.Lineage from = Objects.requireNonNull(source.lineage());
        Map<String, Object> point = new Breeding(population.share(), population.resample())
                .explore(sweep.space(), sweep.seed(), copy.copy(), sweep.space().read(source.parameters()));
        Reason reason = Reason.of(
                SweepReason.TRIAL_COPIED,
                Map.of("step", population.step(from.generation()), "source", source.number()));
        Trial.Lineage lineage =
                new Trial.Lineage(member, from.generation() + 1, from.generation() + 1, source.number());
        Trial trial = made(sweep, copy.copy(), Trial.State.PLANNED, reason, point, lineage);
        trials.insert(trial, null);
        return trial;
    }

    private Trial made(
            Sweep sweep,
            int number,
            Trial.State state,
            Reason reason,
            Map<String, Object> point,
            Trial.@Nullable Lineage lineage) {
        return new Trial(
                Ids.next(),
                sweep.id(),
                number,
                state,
                reason,
                point,
                null,
                null,
                null,
                0,
                null,
                null,
                0,
                lineage,
                false,
                clock.instant(),
                null);
    }

    private List<Observation> history(Sweep sweep, List<Trial> before) {
        Map<UUID, Long> rungs = trials.lastRungs(sweep.id());
        Space space = sweep.space();
        return before.stream()
                .map(trial -> observation(sweep, space, trial, rungs.getOrDefault(trial.id(), 0L)))
                .toList();
    }

    /// Trials that ended early are compared by the metric that ended them, all others by the objective.
    private static Observation observation(Sweep sweep, Space space, Trial trial, long rung) {
        Map<String, Object> point = space.read(trial.parameters());
        Double value = trial.value();
        EarlyStop early = sweep.earlyStop();
        Direction direction = trial.state() == Trial.State.STOPPED_EARLY && early != null
                ? early.direction()
                : sweep.objective().direction();
        double loss = value == null ? Double.POSITIVE_INFINITY : direction.loss(value);
        return new Observation(point, outcome(trial.state()), loss, rung);
    }

    private static Observation.Outcome outcome(Trial.State state) {
        return switch (state) {
            case DONE -> Observation.Outcome.COMPLETE;
            case STOPPED_EARLY -> Observation.Outcome.PRUNED;
            case PLANNED, RUNNING, PAUSED, JUDGING -> Observation.Outcome.RUNNING;
            case FAILED, STOPPED -> Observation.Outcome.FAILED;
        };
    }

    /// Why the sweep is over, where nothing of it is open any more.
    static Optional<Reason> end(Sweep sweep, boolean pointsLeft) {
        if (sweep.progress().open() > 0) {
            return Optional.empty();
        }
        Optional<Reason> budgetUsed = sweep.budgetUsed();
        if (budgetUsed.isPresent()) {
            return budgetUsed;
        }
        if (sweep.progress().made() >= sweep.limits().trials()) {
            return Optional.of(Reason.of(
                    SweepReason.SWEEP_TRIALS_DONE,
                    Map.of("trials", sweep.progress().made())));
        }
        SweepReason none = sweep.population() == null ? SweepReason.SWEEP_GRID_DONE : SweepReason.SWEEP_POPULATION_DONE;
        return pointsLeft ? Optional.empty() : Optional.of(Reason.of(none));
    }
}
