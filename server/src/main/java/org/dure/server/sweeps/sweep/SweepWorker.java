package org.dure.server.sweeps.sweep;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.account.AccountService;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.trial.TrialFollower;
import org.dure.server.sweeps.trial.TrialRepository;
import org.dure.server.sweeps.trial.TrialSessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Leads every open sweep: looks at its trials, plans and submits the next ones, ends it. Each step is one transaction
/// over rows, so that a crash between any two of them loses and repeats nothing.
@Component
class SweepWorker {

    private static final Logger LOG = LoggerFactory.getLogger(SweepWorker.class);

    /// So many trials in a row that fail are no bad luck.
    static final int FAILURES_MOST = 5;

    private final SweepRepository sweeps;
    private final SweepService service;
    private final TrialRepository trials;
    private final TrialFollower follower;
    private final TrialSessions sessions;
    private final Planner planner;
    private final Generations generations;
    private final AccountService accounts;
    private final TransactionTemplate transactions;
    private final Clock clock;

    SweepWorker(
            SweepRepository sweeps,
            SweepService service,
            TrialRepository trials,
            TrialFollower follower,
            TrialSessions sessions,
            Planner planner,
            Generations generations,
            AccountService accounts,
            TransactionTemplate transactions,
            Clock clock) {
        this.sweeps = sweeps;
        this.service = service;
        this.trials = trials;
        this.follower = follower;
        this.sessions = sessions;
        this.planner = planner;
        this.generations = generations;
        this.accounts = accounts;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 1_000)
    void work() {
        for (UUID id : sweeps.open()) {
            try {
                lead(id);
            } catch (RuntimeException e) {
                LOG.warn("Sweep {} could not be led; it is tried again", id, e);
            }
        }
    }

    private void lead(UUID id) {
        transactions.executeWithoutResult(status -> {
            if (sweeps.tryLock(id)) {
                follower.follow(sweeps.find(id).orElseThrow());
                judge(id);
            }
        });
        for (boolean more = true; more; ) {
            Optional<Trial> planned = Objects.requireNonNull(transactions.execute(status -> plan(id)));
            more = planned.isPresent() && submit(id, planned.get());
        }
    }

    /// Pauses what fails again and again, stops the trials of what has used up its budget, and leads a population on.
    private void judge(UUID id) {
        Sweep sweep = sweeps.find(id).orElseThrow();
        if (sweep.state() != Sweep.State.RUNNING) {
            return;
        }
        if (sweep.budgetUsed().isPresent()) {
            service.stopTrials(sweep);
            return;
        }
        int failures = trials.failuresInRow(id, sweep.resumedAt());
        if (sweep.job() != null && failures >= FAILURES_MOST) {
            pause(id, Reason.of(SweepReason.SWEEP_TRIALS_FAIL, Map.of("count", failures)));
            return;
        }
        generations.lead(sweep).ifPresent(reason -> pause(id, reason));
    }

    /// The trial whose session is to be submitted now; empty where none is. Ends the sweep where nothing is left.
    private Optional<Trial> plan(UUID id) {
        if (!sweeps.tryLock(id)) {
            return Optional.empty();
        }
        Sweep sweep = sweeps.find(id).orElseThrow();
        if (sweep.state() != Sweep.State.RUNNING) {
            return Optional.empty();
        }
        boolean may = sweep.budgetUsed().isEmpty();
        List<Trial> unsettled = trials.unsettled(id);
        long busy = unsettled.stream()
                .filter(trial -> trial.state() == Trial.State.RUNNING || trial.state() == Trial.State.JUDGING)
                .count();
        List<Trial> planned = unsettled.stream()
                .filter(trial -> trial.state() == Trial.State.PLANNED)
                .toList();
        if (may && !planned.isEmpty()) {
            return busy < sweep.limits().parallel() ? Optional.of(planned.getFirst()) : Optional.empty();
        }
        boolean room = busy < sweep.limits().parallel()
                && sweep.progress().made() < sweep.limits().trials();
        Optional<Trial> next = may && room && sweep.job() != null
                ? planner.next(sweep, Trial.State.PLANNED, Reason.of(SweepReason.TRIAL_PLANNED), null)
                : Optional.empty();
        if (next.isEmpty()) {
            boolean pointsLeft = sweep.job() == null || !room || !may;
            Planner.end(sweep, pointsLeft)
                    .ifPresent(reason -> sweeps.setState(id, Sweep.State.DONE, reason, clock.instant()));
        }
        return next;
    }

    /// @return whether it was submitted; otherwise the sweep is paused, and the trial waits for somebody to resume it
    private boolean submit(UUID id, Trial trial) {
        Sweep sweep = sweeps.find(id).orElseThrow();
        Optional<Caller> owner = accounts.caller(
                        sweep.owner().accountId(), sweep.owner().permissions())
                .filter(caller -> caller.may(Permission.COMPUTE_RUN, sweep.projectId()));
        if (owner.isEmpty()) {
            pauseAlone(
                    id,
                    Reason.of(
                            SweepReason.SWEEP_OWNER_GONE,
                            Map.of("name", sweep.owner().name())));
            return false;
        }
        try {
            return Boolean.TRUE.equals(transactions.execute(status -> submitHeld(owner.get(), id, trial)));
        } catch (UserError refused) {
            pauseAlone(
                    id,
                    Reason.of(SweepReason.SWEEP_NOT_SUBMITTED, Map.of("number", trial.number()))
                            .because(Reason.inWords(refused.getMessage())));
            return false;
        }
    }

    /// Somebody may have stopped the sweep since the trial was planned.
    private boolean submitHeld(Caller owner, UUID id, Trial trial) {
        sweeps.lock(id);
        Sweep sweep = sweeps.find(id).orElseThrow();
        Trial now = trials.find(trial.id()).orElseThrow();
        if (sweep.state() != Sweep.State.RUNNING || now.state() != Trial.State.PLANNED) {
            return false;
        }
        sessions.submit(owner, sweep, now);
        return true;
    }

    private void pauseAlone(UUID id, Reason reason) {
        transactions.executeWithoutResult(status -> {
            sweeps.lock(id);
            if (sweeps.find(id).orElseThrow().state() == Sweep.State.RUNNING) {
                pause(id, reason);
            }
        });
    }

    private void pause(UUID id, Reason reason) {
        LOG.info("Sweep {}: {}", id, reason.text());
        sweeps.setState(id, Sweep.State.PAUSED, reason, null);
    }
}
