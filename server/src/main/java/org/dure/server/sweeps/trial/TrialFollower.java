package org.dure.server.sweeps.trial;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.compute.Session;
import org.dure.server.compute.session.SessionService;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.compute.usage.Spent;
import org.dure.server.compute.usage.UsageService;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.run.RunService;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Looks at the sessions of a sweep's trials and writes down what became of them.
@Component
public class TrialFollower {

    private static final String TAG = "dure.sweep";
    private static final String COPIED_TAG = "dure.copied_from_trial";

    private final TrialRepository trials;
    private final TrialSessions trialSessions;
    private final Rungs rungs;
    private final PopulationRung populationRung;
    private final Measures measures;
    private final SessionService sessions;
    private final SlotService slots;
    private final UsageService usages;
    private final RunService runs;
    private final Clock clock;

    TrialFollower(
            TrialRepository trials,
            TrialSessions trialSessions,
            Rungs rungs,
            PopulationRung populationRung,
            Measures measures,
            SessionService sessions,
            SlotService slots,
            UsageService usages,
            RunService runs,
            Clock clock) {
        this.trials = trials;
        this.trialSessions = trialSessions;
        this.rungs = rungs;
        this.populationRung = populationRung;
        this.measures = measures;
        this.sessions = sessions;
        this.slots = slots;
        this.usages = usages;
        this.runs = runs;
        this.clock = clock;
    }

    /// Within the caller's transaction, which holds the sweep.
    @Transactional(propagation = Propagation.MANDATORY)
    public void follow(Sweep sweep) {
        List<Trial> unsettled = trials.unsettled(sweep.id());
        Map<UUID, Spent> spent = usages.ofSessions(unsettled.stream()
                .map(Trial::sessionId)
                .filter(Objects::nonNull)
                .toList());
        for (Trial trial : unsettled) {
            if (trial.sessionId() != null) {
                Double cost =
                        spent.getOrDefault(trial.sessionId(), Spent.NOTHING).cost();
                sessions.find(trial.sessionId())
                        .ifPresent(session -> follow(sweep, trial, session, cost == null ? 0 : cost));
            }
        }
    }

    /// @param cost of the slots that the session has held so far; 0 where they have no price
    private void follow(Sweep sweep, Trial trial, Session session, double cost) {
        Optional<Run> run = runs.findBySession(session.id());
        see(sweep, trial, session, cost, run);
        switch (trial.state()) {
            case RUNNING -> {
                if (!stopsEarly(sweep, trial, session, run)
                        && !populationRung.holds(sweep, trial, session, run)
                        && session.state().isEnd()) {
                    ended(sweep, trial, session, run);
                }
            }
            case PAUSED -> {
                if (session.state().isEnd()) {
                    ended(sweep, trial, session, run);
                } else {
                    populationRung.stay(trial, session);
                }
            }
            case JUDGING -> run.ifPresent(ended -> judge(sweep, trial, ended));
            case PLANNED, DONE, STOPPED_EARLY, FAILED, STOPPED -> {}
        }
        Trial now = trials.find(trial.id()).orElseThrow();
        if (!now.state().isOpen() && session.state().isEnd() && run.stream().allMatch(TrialFollower::isOver)) {
            run.ifPresent(over -> runs.addGivenParams(over.id(), TrialWords.texts(trial.parameters())));
            trials.settle(trial.id());
        }
    }

    private void see(Sweep sweep, Trial trial, Session session, double cost, Optional<Run> run) {
        if (trial.runId() == null) {
            Trial.Lineage lineage = trial.lineage();
            run.ifPresent(found -> {
                runs.setPlatformTag(found.id(), TAG, sweep.name());
                if (lineage != null && lineage.copiedFrom() != null) {
                    runs.setPlatformTag(found.id(), COPIED_TAG, String.valueOf(lineage.copiedFrom()));
                }
            });
        }
        Optional<Metric> seen = Optional.ofNullable(metric(sweep))
                .flatMap(name ->
                        run.flatMap(found -> Optional.ofNullable(found.metrics().get(name))));
        trials.setSeen(
                trial.id(),
                run.map(Run::id).orElse(null),
                slots.secondsHeld(session.id()),
                cost,
                seen.map(Metric::value).filter(value -> !Double.isNaN(value)).orElse(null),
                seen.map(Metric::step).orElse(null));
    }

    private static @org.jspecify.annotations.Nullable String metric(Sweep sweep) {
        EarlyStop early = sweep.earlyStop();
        Population population = sweep.population();
        if (population != null) {
            return population.metric();
        }
        return early == null ? sweep.objective().metric() : early.metric();
    }

    /// Of a trial whose session has ended already the rungs are written down, and it is not stopped.
    private boolean stopsEarly(Sweep sweep, Trial trial, Session session, Optional<Run> run) {
        EarlyStop early = sweep.earlyStop();
        if (early == null || early.metric() == null || run.isEmpty()) {
            return false;
        }
        Metric last = run.get().metrics().get(early.metric());
        if (last == null || last.step() < early.halving().after(trials.lastRung(trial.id()))) {
            return false;
        }
        Optional<Rungs.Behind> behind = rungs.climb(sweep, trial, early, measures.points(run.get(), early.metric()));
        if (behind.isEmpty() || session.state().isEnd()) {
            return false;
        }
        behind.ifPresent(found -> {
            trials.end(trial.id(), Trial.State.STOPPED_EARLY, found.reason(), found.value(), clock.instant());
            trialSessions.stop(
                    trial, "sweep " + sweep.name() + ": " + found.reason().text());
        });
        return true;
    }

    private void ended(Sweep sweep, Trial trial, Session session, Optional<Run> run) {
        switch (session.state()) {
            case SUCCEEDED -> run.ifPresent(over -> judge(sweep, trial, over));
            case FAILED, LOST -> fail(trial, Reason.of(SweepReason.TRIAL_FAILED).because(session.reason()));
            case STOPPED ->
                fail(trial, Reason.of(SweepReason.TRIAL_SESSION_STOPPED).because(session.reason()));
            case WAITING, STARTING, RUNNING, SAVING -> {}
        }
    }

    private void judge(Sweep sweep, Trial trial, Run run) {
        if (!isOver(run)) {
            wait(trial, Reason.of(SweepReason.TRIAL_RUN_ENDS));
            return;
        }
        if (sweep.objective().source() == Objective.Source.TOLD) {
            return;
        }
        switch (measures.of(sweep.objective(), run)) {
            case Measures.Found.Value found ->
                trials.end(
                        trial.id(),
                        Trial.State.DONE,
                        Reason.of(SweepReason.TRIAL_DONE),
                        found.value(),
                        clock.instant());
            case Measures.Found.Nothing nothing -> fail(trial, nothing.reason());
            case Measures.Found.NotYet notYet -> wait(trial, notYet.reason());
        }
    }

    private void wait(Trial trial, Reason reason) {
        if (trial.state() != Trial.State.JUDGING || !trial.reason().equals(reason)) {
            trials.setState(trial.id(), Trial.State.JUDGING, reason);
        }
    }

    private void fail(Trial trial, Reason reason) {
        trials.end(trial.id(), Trial.State.FAILED, reason, null, clock.instant());
    }

    private static boolean isOver(Run run) {
        return List.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED).contains(RunStatus.of(run.status()));
    }
}
