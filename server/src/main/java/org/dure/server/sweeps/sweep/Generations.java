package org.dure.server.sweeps.sweep;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.agent.WorkOrder;
import org.dure.server.compute.Session;
import org.dure.server.compute.attempt.HoldService;
import org.dure.server.compute.session.SessionService;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.search.Breeding;
import org.dure.server.sweeps.search.Values;
import org.dure.server.sweeps.trial.PopulationRepository;
import org.dure.server.sweeps.trial.TrialRepository;
import org.dure.server.sweeps.trial.TrialSessions;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Leads a population over its rungs. At each, all its members come to a stand, so that a population may be larger than
/// the slots that it gets, and who copies whom depends on what they had there and on the seed, not on who was first.
@Component
class Generations {

    private final PopulationRepository populations;
    private final TrialRepository trials;
    private final TrialSessions trialSessions;
    private final SessionService sessions;
    private final HoldService holds;
    private final Planner planner;
    private final Clock clock;

    Generations(
            PopulationRepository populations,
            TrialRepository trials,
            TrialSessions trialSessions,
            SessionService sessions,
            HoldService holds,
            Planner planner,
            Clock clock) {
        this.populations = populations;
        this.trials = trials;
        this.trialSessions = trialSessions;
        this.sessions = sessions;
        this.holds = holds;
        this.planner = planner;
        this.clock = clock;
    }

    /// Lets those go on that stand at a rung, once the others are there, too. Within the caller's transaction, which
    /// holds the sweep.
    ///
    /// @return why the sweep cannot go on; empty where it can
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Reason> lead(Sweep sweep) {
        Population population = sweep.population();
        if (population == null) {
            return Optional.empty();
        }
        List<Trial> unsettled = trials.unsettled(sweep.id());
        List<Trial> waiting = unsettled.stream()
                .filter(trial -> trial.state() == Trial.State.PAUSED)
                .toList();
        if (!waiting.isEmpty() && populations.isAnyOver(sweep.id())) {
            waiting.forEach(trial -> pass(population, trial));
            return Optional.empty();
        }
        boolean begun = sweep.progress().made() >= population.size();
        boolean allThere = unsettled.stream()
                .noneMatch(trial -> trial.state() == Trial.State.PLANNED || trial.state() == Trial.State.RUNNING);
        if (waiting.isEmpty() || !begun || !allThere || !waiting.stream().allMatch(this::hasMadeRoom)) {
            return Optional.empty();
        }
        Map<Integer, WorkOrder.Checkpoint> checkpoints = new HashMap<>();
        for (Trial trial : waiting) {
            Optional<WorkOrder.Checkpoint> stored = holds.storedCheckpoint(Objects.requireNonNull(trial.sessionId()));
            if (stored.isEmpty()) {
                return Optional.of(Reason.of(
                        SweepReason.SWEEP_NO_CHECKPOINT,
                        Map.of("number", trial.number(), "step", population.step(generation(trial)))));
            }
            checkpoints.put(trial.number(), stored.get());
        }
        breed(sweep, population, waiting, checkpoints);
        return Optional.empty();
    }

    private boolean hasMadeRoom(Trial trial) {
        Session session =
                sessions.find(Objects.requireNonNull(trial.sessionId())).orElseThrow();
        return session.state() == Session.State.WAITING && session.life().pause() != null;
    }

    /// @param waiting     all at the same rung
    /// @param checkpoints of each, by its number
    private void breed(
            Sweep sweep, Population population, List<Trial> waiting, Map<Integer, WorkOrder.Checkpoint> checkpoints) {
        long step = population.step(generation(waiting.getFirst()));
        Map<UUID, Double> values = populations.atRung(sweep.id(), step);
        Map<Integer, Trial> members = new HashMap<>();
        List<Breeding.Standing> standings = new ArrayList<>();
        for (int number : populations.latest(sweep.id())) {
            Trial trial = trials.find(sweep.id(), number).orElseThrow();
            members.put(number, trial);
            double value =
                    trial.state() == Trial.State.PAUSED ? values.getOrDefault(trial.id(), Double.NaN) : Double.NaN;
            standings.add(new Breeding.Standing(number, population.direction().loss(value)));
        }
        int left = sweep.limits().trials() - sweep.progress().made();
        List<Breeding.Copy> copies = new Breeding(population.share(), population.resample())
                .copies(standings, sweep.seed(), sweep.progress().made(), left);
        for (Breeding.Copy copy : copies) {
            Trial loser = Objects.requireNonNull(members.remove(copy.loser()));
            Trial source = trials.find(sweep.id(), copy.source()).orElseThrow();
            Trial made =
                    planner.copy(sweep, population, copy, source, lineage(loser).member());
            populations.setStart(made.id(), Objects.requireNonNull(checkpoints.get(source.number())));
            if (loser.state() == Trial.State.PAUSED) {
                replace(sweep, population, loser, copy, values.getOrDefault(loser.id(), Double.NaN));
            }
        }
        waiting.stream().filter(trial -> members.containsKey(trial.number())).forEach(trial -> pass(population, trial));
    }

    private void replace(Sweep sweep, Population population, Trial loser, Breeding.Copy copy, double value) {
        Reason reason = Reason.of(
                SweepReason.TRIAL_REPLACED,
                Map.of(
                        "step", population.step(generation(loser)),
                        "metric", population.metric(),
                        "value", Values.rounded(value),
                        "copy", copy.copy(),
                        "source", copy.source()));
        trials.end(loser.id(), Trial.State.STOPPED_EARLY, reason, Double.isNaN(value) ? null : value, clock.instant());
        trialSessions.stop(loser, "sweep " + sweep.name() + ": " + reason.text());
    }

    private void pass(Population population, Trial trial) {
        populations.pass(
                trial.id(), Reason.of(SweepReason.TRIAL_GOES_ON, Map.of("step", population.step(generation(trial)))));
    }

    private static Trial.Lineage lineage(Trial trial) {
        return Objects.requireNonNull(trial.lineage());
    }

    private static int generation(Trial trial) {
        return lineage(trial).generation();
    }
}
