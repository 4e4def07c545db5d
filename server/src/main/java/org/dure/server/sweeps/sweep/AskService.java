package org.dure.server.sweeps.sweep;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.trial.Rungs;
import org.dure.server.sweeps.trial.TrialRepository;
import org.dure.server.tracking.Metric;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Sweeps whose trials are run elsewhere: somebody asks for a point and tells what came of it.
@Service
class AskService {

    private static final int KEY_MOST = 200;

    private final SweepService sweeps;
    private final TrialRepository trials;
    private final Rungs rungs;
    private final Planner planner;
    private final Clock clock;

    AskService(SweepService sweeps, TrialRepository trials, Rungs rungs, Planner planner, Clock clock) {
        this.sweeps = sweeps;
        this.trials = trials;
        this.rungs = rungs;
        this.planner = planner;
        this.clock = clock;
    }

    /// The next point to try.
    ///
    /// @param key the same key gives the same trial, however often it is sent; null for a new one
    /// @throws UserError.Conflict where the sweep runs its trials itself, does not run, or has no point left
    @Transactional
    public Trial ask(Caller caller, UUID id, @Nullable String key) {
        Sweep sweep = hold(caller, id);
        if (key != null && (key.isBlank() || key.length() > KEY_MOST)) {
            throw new UserError.Invalid("Idempotency-Key", "must have 1 to " + KEY_MOST + " characters");
        }
        Optional<Trial> before = key == null ? Optional.empty() : trials.findByKey(id, key);
        if (before.isPresent()) {
            return before.get();
        }
        if (sweep.state() != Sweep.State.RUNNING) {
            throw new UserError.Conflict("The sweep " + sweep.name() + " does not run: "
                    + sweep.reason().text() + ".");
        }
        if (sweep.progress().made() >= sweep.limits().trials()) {
            throw new UserError.Conflict("All " + sweep.limits().trials() + " trials of the sweep " + sweep.name()
                    + " have been asked for; resume it with more.");
        }
        return planner.next(sweep, Trial.State.RUNNING, Reason.of(SweepReason.TRIAL_ASKED), key)
                .orElseThrow(() -> new UserError.Conflict("Every point of the grid was asked for."));
    }

    /// What came of a trial; a second word changes nothing.
    ///
    /// @param value null where it failed
    @Transactional
    public Trial tell(Caller caller, UUID id, int number, @Nullable Double value) {
        Sweep sweep = hold(caller, id);
        Trial trial = trial(sweep, number);
        if (trial.state().isOpen()) {
            boolean failed = value == null || !Double.isFinite(value);
            trials.end(
                    trial.id(),
                    failed ? Trial.State.FAILED : Trial.State.DONE,
                    Reason.of(failed ? SweepReason.TRIAL_TOLD_FAILED : SweepReason.TRIAL_DONE),
                    failed ? null : value,
                    clock.instant());
        }
        return trial(sweep, number);
    }

    /// A value on the way, by which the trial may be ended early; it is STOPPED_EARLY then.
    ///
    /// @param value null for one that is not a number
    @Transactional
    public Trial report(Caller caller, UUID id, int number, @Nullable Long step, @Nullable Double value) {
        Sweep sweep = hold(caller, id);
        Trial trial = trial(sweep, number);
        if (step == null || step < 0) {
            throw new UserError.Invalid("step", "must be a whole number from 0 up");
        }
        EarlyStop early = sweep.earlyStop();
        if (trial.state().isOpen()) {
            trials.setSeen(trial.id(), trial.runId(), 0, 0, value, step);
            if (early != null) {
                Metric point = new Metric(value == null ? Double.NaN : value, clock.millis(), step);
                rungs.climb(sweep, trial, early, List.of(point))
                        .ifPresent(behind -> trials.end(
                                trial.id(),
                                Trial.State.STOPPED_EARLY,
                                behind.reason(),
                                behind.value(),
                                clock.instant()));
            }
        }
        return trial(sweep, number);
    }

    private Trial trial(Sweep sweep, int number) {
        return trials.find(sweep.id(), number).orElseThrow(() -> new UserError.NotFound("trial", number));
    }

    private Sweep hold(Caller caller, UUID id) {
        Sweep sweep = sweeps.hold(caller, id);
        if (sweep.job() != null) {
            throw new UserError.Conflict("The sweep " + sweep.name()
                    + " runs its trials itself; make one without a session to ask it and to tell it.");
        }
        return sweep;
    }
}
