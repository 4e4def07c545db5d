package org.dure.server.compute.roster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.compute.Session;
import org.dure.server.compute.curve.SessionCurve;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// A session with what its rows say of it.
///
/// @param asks       what for, and who
/// @param paused     whether a person or a rule holds it back
/// @param retryAt    until when it waits before its next attempt; null where it does not
/// @param seconds    that its attempts have run which are over
/// @param runsSince  of the attempt that runs; null where none does
/// @param waitsSince its submission, or the end of its last attempt
public record Member(
        Queue.Waiting asks,
        String pool,
        Session.State state,
        boolean over,
        boolean paused,
        @Nullable Instant retryAt,
        List<String> command,
        double seconds,
        @Nullable Instant runsSince,
        Instant created,
        Instant waitsSince,
        SessionCurve curve) {

    public UUID session() {
        return asks.sessionId();
    }

    public UUID project() {
        return asks.projectId();
    }

    public boolean holds() {
        return !over && state != Session.State.WAITING;
    }

    boolean waits(Instant now) {
        return !over && state == Session.State.WAITING && !paused && (retryAt == null || !retryAt.isAfter(now));
    }

    /// Whether it competes with others.
    boolean competes() {
        return asks.kind() != Session.Kind.EVALUATION;
    }

    boolean competesFor(Slot.Kind kind) {
        return competes() && asks.slotKind() == kind;
    }

    /// Whether anything is known of how well it did.
    boolean shows() {
        return !curve.points().isEmpty() || curve.evaluated() != null;
    }

    /// With what its present attempt has run.
    public Member withSecondsUntil(Instant now) {
        double running =
                runsSince == null ? 0 : Duration.between(runsSince, now).toMillis() / 1000.0;
        return new Member(
                asks,
                pool,
                state,
                over,
                paused,
                retryAt,
                command,
                seconds + running,
                runsSince,
                created,
                waitsSince,
                curve);
    }

    Crowd.Name crowd() {
        String group = curve.group();
        return new Crowd.Name(project(), group == null ? "project " + project() : group);
    }
}
