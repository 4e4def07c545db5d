package org.dure.server.compute.decision;

import java.util.List;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Shows stored decisions, and makes them again.
@Service
class DecisionReader {

    private static final int LIST_MOST = 500;

    private final DecisionRepository decisions;
    private final SessionService sessions;
    private final PoolService pools;

    DecisionReader(DecisionRepository decisions, SessionService sessions, PoolService pools) {
        this.decisions = decisions;
        this.sessions = sessions;
        this.pools = pools;
    }

    /// Those in which the session was weighed, the newest first. Names of projects that the caller does not see are
    /// left
    /// out.
    Page<DecisionResource.DecisionView> list(Caller caller, UUID sessionId, @Nullable UUID after, int limit) {
        sessions.get(caller, sessionId);
        int size = Page.size(limit, LIST_MOST);
        List<DecisionResource.DecisionView> found = decisions.of(sessionId, after, size + 1).stream()
                .map(seen -> view(caller, sessionId, seen))
                .toList();
        return Page.of(found, size, view -> view.id().toString());
    }

    private static DecisionResource.DecisionView view(Caller caller, UUID sessionId, DecisionRepository.Seen seen) {
        boolean visible = caller.may(Permission.COMPUTE_READ, seen.chosenProject());
        return new DecisionResource.DecisionView(
                seen.id(),
                seen.number(),
                seen.time(),
                seen.policy(),
                seen.occasion(),
                seen.chosen().equals(sessionId),
                visible ? new DecisionResource.SessionName(seen.chosen(), seen.chosenName()) : null,
                seen.reason(),
                seen.place() + 1,
                seen.weighed(),
                seen.eligible(),
                seen.probability(),
                seen.value(),
                seen.own());
    }

    /// Makes the decision anew from its picture. For administrators.
    ///
    /// @throws UserError.NotFound where there is none, or its picture is no longer kept
    DecisionResource.Replay replay(Caller caller, String pool, long number) {
        caller.requireAdministrator();
        DecisionRepository.Stored stored = decisions
                .find(pools.require(pool).name(), number)
                .orElseThrow(() -> new UserError.NotFound("decision", number));
        Choice again = Decider.decide(stored.inputs());
        return new DecisionResource.Replay(
                number,
                again.session().equals(stored.session()),
                again.candidates().stream().map(Choice.Candidate::session).toList());
    }
}
