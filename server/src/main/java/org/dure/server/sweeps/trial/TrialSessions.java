package org.dure.server.sweeps.trial;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Session;
import org.dure.server.compute.attempt.HoldService;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.dure.server.sweeps.Job;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Submits the sessions of trials and stops them.
@Component
public class TrialSessions {

    /// Words of a session's context.
    static final String TRIAL = "sweep_trial";

    public static final String SWEEP = "sweep";

    private final TrialRepository trials;
    private final PopulationRepository populations;
    private final SessionService sessions;
    private final HoldService holds;

    TrialSessions(
            TrialRepository trials, PopulationRepository populations, SessionService sessions, HoldService holds) {
        this.trials = trials;
        this.populations = populations;
        this.sessions = sessions;
        this.holds = holds;
    }

    /// The session and the trial that names it come to be in one transaction, and the key that goes with it lets no
    /// other session be made for the same trial. One that has a session already goes on with it.
    ///
    /// @param owner in whose name, with whose rights
    /// @throws UserError where compute refuses it
    @Transactional
    public void submit(Caller owner, Sweep sweep, Trial trial) {
        if (trial.sessionId() != null) {
            holds.letGo(trial.sessionId());
            trials.setState(trial.id(), Trial.State.RUNNING, trial.reason());
            return;
        }
        Session session = sessions.submit(
                owner,
                sweep.projectId().toString(),
                session(sweep, trial).startingFrom(populations.start(trial)),
                "sweep-trial:" + trial.id() + ":" + trial.submissions());
        trials.setSession(trial.id(), session.id(), Reason.of(SweepReason.TRIAL_SUBMITTED));
    }

    /// What would be submitted.
    static NewSession session(Sweep sweep, Trial trial) {
        Job job = Objects.requireNonNull(sweep.job());
        Map<String, String> context = new HashMap<>();
        context.put(SWEEP, sweep.id().toString());
        context.put(TRIAL, trial.id().toString());
        if (sweep.objective().problemId() != null) {
            context.put("problem", sweep.objective().problemId().toString());
        }
        return NewSession.of(
                sweep.name() + "-" + trial.number(),
                Session.Kind.TRAINING,
                job.work(TrialWords.arguments(job.arguments(), sweep.parameters(), trial.parameters())),
                context);
    }

    /// Within the caller's transaction; nothing where the trial has no session, or one that is over.
    ///
    /// @param why in English: a session's stop takes any words
    @Transactional(propagation = Propagation.MANDATORY)
    public void stop(Trial trial, String why) {
        if (trial.sessionId() != null) {
            sessions.stop(Caller.platform(), trial.sessionId(), why);
        }
    }
}
