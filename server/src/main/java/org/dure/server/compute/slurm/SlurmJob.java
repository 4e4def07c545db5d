package org.dure.server.compute.slurm;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.dure.base.Reason;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.engine.Presence;

/// A job as the controller knows it.
///
/// @param state  in Slurm's words, such as `RUNNING` (squeue(1), JOB STATE CODES)
/// @param reason in Slurm's words, such as `Resources`
/// @param start  `Instant.MIN` where it has not started
record SlurmJob(String id, String name, String state, String reason, Instant start) {

    private static final Set<String> WAITING =
            Set.of("PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT");

    private static final Set<String> THERE =
            Set.of("RUNNING", "CONFIGURING", "COMPLETING", "SIGNALING", "STAGE_OUT", "RESIZING");

    /// Those whose program may go on when they are let.
    private static final Set<String> HALTED = Set.of("SUSPENDED", "STOPPED");

    /// Whether nothing of it is left on a node that Slurm speaks with.
    boolean hasEnded() {
        return !WAITING.contains(state) && !THERE.contains(state) && !HALTED.contains(state);
    }

    Presence presence() {
        if (WAITING.contains(state)) {
            return new Presence.Waits(why(), Reason.of(SessionReason.SLURM_REQUEUED));
        }
        if (HALTED.contains(state)) {
            return new Presence.Unknown();
        }
        // Of a failed node Slurm knows only that it is silent: whether the agent is, Dure hears itself.
        if (THERE.contains(state) || state.equals("NODE_FAIL")) {
            return new Presence.There(start);
        }
        return SlurmEnd.of(state, "");
    }

    private Reason why() {
        String first = reason.contains(",") ? reason.substring(0, reason.indexOf(',')) : reason;
        return switch (first) {
            case "None", "Resources", "BeginTime", "Cleaning" -> Reason.of(SessionReason.SLURM_WAITS_RESOURCES);
            case "Priority" -> Reason.of(SessionReason.SLURM_WAITS_PRIORITY);
            case "ReqNodeNotAvail", "NodeDown", "PartitionDown", "PartitionInactive", "Reservation" ->
                Reason.of(SessionReason.SLURM_WAITS_NODE, Map.of("reason", reason));
            case "JobHeldAdmin", "JobHeldUser", "launch failed requeued held" ->
                Reason.of(SessionReason.SLURM_WAITS_HELD, Map.of("reason", reason));
            default ->
                first.startsWith("QOS") || first.startsWith("Assoc") || first.contains("Limit")
                        ? Reason.of(SessionReason.SLURM_WAITS_LIMIT, Map.of("reason", reason))
                        : Reason.of(SessionReason.SLURM_WAITS, Map.of("reason", reason));
        };
    }
}
