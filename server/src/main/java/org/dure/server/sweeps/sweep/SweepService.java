package org.dure.server.sweeps.sweep;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.attempt.HoldService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.sweeps.Job;
import org.dure.server.sweeps.Limits;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.search.Algorithm;
import org.dure.server.sweeps.trial.PopulationRepository;
import org.dure.server.sweeps.trial.TrialRepository;
import org.dure.server.sweeps.trial.TrialSessions;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Makes, shows, pauses, stops, resumes and archives sweeps; `SweepWorker` leads them.
@Service
class SweepService {

    private static final int LIST_MOST = 500;
    private static final int TRIALS_MOST = 10_000;

    private final SweepRepository sweeps;
    private final TrialRepository trials;
    private final TrialSessions sessions;
    private final PopulationRepository populations;
    private final HoldService holds;
    private final SweepRules rules;
    private final Planner planner;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SweepService(
            SweepRepository sweeps,
            TrialRepository trials,
            TrialSessions sessions,
            PopulationRepository populations,
            HoldService holds,
            SweepRules rules,
            Planner planner,
            ProjectService projects,
            Audit audit,
            Clock clock) {
        this.sweeps = sweeps;
        this.trials = trials;
        this.sessions = sessions;
        this.populations = populations;
        this.holds = holds;
        this.rules = rules;
        this.planner = planner;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes a sweep and submits its first trial, so that what compute would refuse is refused here, at once.
    ///
    /// @throws UserError.Invalid  naming what is wrong
    /// @throws UserError.Conflict where the name is taken
    @Transactional
    public Sweep create(Caller caller, String project, NewSweep wanted) {
        UUID projectId = projects.require(caller, Permission.COMPUTE_RUN, project);
        if (caller.kind() != Caller.Kind.ACCOUNT) {
            throw new UserError.Denied("Sweeps belong to people: a program makes none.");
        }
        Sweep sweep = read(caller, projectId, wanted);
        try {
            sweeps.insert(sweep);
        } catch (DuplicateKeyException taken) {
            throw UserError.Conflict.nameTaken("sweep", sweep.name());
        }
        audit.record(
                caller,
                projectId,
                "sweeps.sweep_made",
                "sweep " + sweep.name(),
                Map.of(
                        "id",
                        sweep.id(),
                        "algorithm",
                        sweep.algorithm(),
                        "trials",
                        sweep.limits().trials()));
        if (sweep.job() != null) {
            submitFirst(caller, sweep);
        }
        return sweeps.find(sweep.id()).orElseThrow();
    }

    private Sweep read(Caller caller, UUID projectId, NewSweep wanted) {
        Objective objective = rules.objective(caller, projectId, wanted);
        Job job = wanted.session() == null ? null : Job.of(wanted.session().read("session."));
        Limits limits = SweepRules.limits(wanted.limits(), Limits.USUAL);
        rules.checkCost(job, limits);
        Population population = PopulationRules.population(wanted, objective);
        PopulationRules.check(population, limits);
        Instant now = clock.instant();
        return new Sweep(
                Ids.next(),
                projectId,
                SweepRules.name(wanted.name()),
                Sweep.State.RUNNING,
                Reason.of(SweepReason.SWEEP_STARTED, Map.of("name", caller.name())),
                wanted.algorithm() == null ? Algorithm.Kind.TPE : wanted.algorithm(),
                wanted.seed() == null ? random.nextInt(1, Integer.MAX_VALUE) : wanted.seed(),
                SweepRules.parameters(wanted),
                objective,
                SweepRules.earlyStop(wanted, objective),
                population,
                job,
                limits,
                new Sweep.Owner(caller.id(), caller.name(), caller.permissions()),
                now,
                now,
                null,
                false,
                new Sweep.Progress(0, 0, 0, 0, 0, 0, 0, null, null));
    }

    /// What is wrong with the session is named as it stands in the sweep.
    private void submitFirst(Caller caller, Sweep sweep) {
        Trial first = planner.next(sweep, Trial.State.PLANNED, Reason.of(SweepReason.TRIAL_PLANNED), null)
                .orElseThrow();
        try {
            sessions.submit(caller, sweep, first);
        } catch (UserError.Invalid invalid) {
            throw new UserError.Invalid(invalid.fields().stream()
                    .map(field -> new UserError.Field("session." + field.field(), field.message(), field.reason()))
                    .toList());
        }
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Sweep get(Caller caller, UUID id) {
        Sweep sweep = sweeps.find(id).orElseThrow(() -> new UserError.NotFound("sweep", id));
        caller.require(Permission.COMPUTE_READ, sweep.projectId(), "sweep", id);
        return sweep;
    }

    /// The newest first.
    public Page<Sweep> list(Caller caller, String project, boolean archived, @Nullable UUID after, int limit) {
        UUID projectId = projects.require(caller, Permission.COMPUTE_READ, project);
        return Page.of(
                sweeps.list(projectId, archived, after, Page.size(limit, LIST_MOST) + 1),
                limit,
                sweep -> sweep.id().toString());
    }

    /// By their numbers.
    public Page<Trial> trials(Caller caller, UUID id, @Nullable Integer after, int limit) {
        Sweep sweep = get(caller, id);
        return Page.of(
                trials.list(sweep.id(), after == null ? -1 : after, Page.size(limit, TRIALS_MOST) + 1),
                limit,
                trial -> String.valueOf(trial.number()));
    }

    /// No new trials; those that run go on. A sweep that does not run stays as it is.
    @Transactional
    public Sweep pause(Caller caller, UUID id) {
        Sweep sweep = hold(caller, id);
        if (sweep.state() == Sweep.State.RUNNING) {
            move(caller, sweep, Sweep.State.PAUSED, SweepReason.SWEEP_PAUSED);
        }
        return sweeps.find(id).orElseThrow();
    }

    /// Stops its trials, too; each program may save what it has.
    @Transactional
    public Sweep stop(Caller caller, UUID id) {
        Sweep sweep = hold(caller, id);
        if (sweep.state() == Sweep.State.RUNNING || sweep.state() == Sweep.State.PAUSED) {
            move(caller, sweep, Sweep.State.STOPPED, SweepReason.SWEEP_STOPPED);
            stopTrials(sweep);
        }
        return sweeps.find(id).orElseThrow();
    }

    /// Within the caller's transaction, which holds the sweep. They are planned again when the sweep goes on.
    void stopTrials(Sweep sweep) {
        trials.unsettled(sweep.id()).stream()
                .filter(trial -> trial.state() == Trial.State.PLANNED
                        || trial.state() == Trial.State.RUNNING
                        || trial.state() == Trial.State.PAUSED)
                .forEach(trial -> {
                    sessions.stop(trial, "its sweep " + sweep.name() + " was stopped");
                    trials.end(
                            trial.id(),
                            Trial.State.STOPPED,
                            Reason.of(SweepReason.TRIAL_STOPPED_WITH_SWEEP),
                            null,
                            clock.instant());
                });
    }

    /// Goes on, with other limits where they are given; trials that were stopped with the sweep begin anew. Whoever
    /// resumes a sweep does so with the rights of its owner, so only who may run sessions may.
    @Transactional
    Sweep resume(Caller caller, UUID id, LimitsForm wanted) {
        Sweep sweep = hold(caller, id);
        Limits limits = SweepRules.limits(wanted, sweep.limits());
        rules.checkCost(sweep.job(), limits);
        PopulationRules.check(sweep.population(), limits);
        sweeps.setResumed(id, limits, clock.instant());
        if (sweep.state() != Sweep.State.RUNNING) {
            keepCheckpoints(sweep);
            trials.planAgain(id, Reason.of(SweepReason.TRIAL_PLANNED));
            move(caller, sweep, Sweep.State.RUNNING, SweepReason.SWEEP_RESUMED);
        }
        return sweeps.find(id).orElseThrow();
    }

    /// The members of a population that were stopped go on from what they have stored.
    private void keepCheckpoints(Sweep sweep) {
        if (sweep.population() != null) {
            trials.all(sweep.id()).stream()
                    .filter(trial -> trial.state() == Trial.State.STOPPED && trial.sessionId() != null)
                    .forEach(trial -> holds.storedCheckpoint(trial.sessionId())
                            .ifPresent(stored -> populations.setStart(trial.id(), stored)));
        }
    }

    /// @throws UserError.Conflict where it runs
    @Transactional
    public Sweep archive(Caller caller, UUID id, boolean archived) {
        Sweep sweep = hold(caller, id);
        if (archived && sweep.state() == Sweep.State.RUNNING) {
            throw new UserError.Conflict("The sweep " + sweep.name() + " runs; pause or stop it first.");
        }
        if (archived != sweep.archived()) {
            sweeps.setArchived(id, archived ? clock.instant() : null);
            audit.record(
                    caller,
                    sweep.projectId(),
                    archived ? "sweeps.sweep_archived" : "sweeps.sweep_taken_back",
                    "sweep " + sweep.name(),
                    Map.of());
        }
        return sweeps.find(id).orElseThrow();
    }

    /// Nobody else changes it until the transaction ends.
    ///
    /// @throws UserError.Denied where the caller may not
    Sweep hold(Caller caller, UUID id) {
        caller.require(Permission.COMPUTE_RUN, get(caller, id).projectId(), "sweep", id);
        sweeps.lock(id);
        return sweeps.find(id).orElseThrow();
    }

    private void move(Caller caller, Sweep sweep, Sweep.State state, SweepReason reason) {
        Instant ended = state == Sweep.State.STOPPED ? clock.instant() : null;
        sweeps.setState(sweep.id(), state, Reason.of(reason, Map.of("name", caller.name())), ended);
        audit.record(
                caller,
                sweep.projectId(),
                "sweeps.sweep_" + state.name().toLowerCase(java.util.Locale.ROOT),
                "sweep " + sweep.name(),
                Map.of());
    }
}
