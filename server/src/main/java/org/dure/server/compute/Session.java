package org.dure.server.compute;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;
import org.jspecify.annotations.Nullable;

/// A program, what it reads, what it needs, and how far it has come.
///
/// @param reason      why it waits, or the cause of its last transition
/// @param createdBy   the name of the account, or "Dure" for the platform
/// @param startedAt   of the program's first start; null before
/// @param endedAt     null before the end
/// @param attempt     the number of the latest attempt, 0 before the first
/// @param pool        where its attempts run
/// @param wallSeconds the longest time that one attempt may run
/// @param context     words that mean something to other features only, such as `problem`
/// @param secrets     the names of those of the project that its program is given
/// @param memoryBytes of its sandbox at the last heartbeat; null where it does not run
/// @param cpuSeconds  used by the latest attempt; null before its first heartbeat
/// @param autopsy     what the latest attempt died of; null where it did not fail or nothing tells
/// @param life        what becomes of it beyond one attempt
public record Session(
        UUID id,
        UUID projectId,
        String name,
        Kind kind,
        State state,
        Reason reason,
        String createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        int attempt,
        Program program,
        List<Mount> mounts,
        Map<String, String> environment,
        Needs needs,
        String pool,
        long wallSeconds,
        Map<String, String> context,
        List<String> secrets,
        @Nullable Long memoryBytes,
        @Nullable Double cpuSeconds,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Autopsy autopsy,
        SessionLife life) {

    /// The longest time of one attempt where its session names none.
    public static final long WALL_SECONDS_DEFAULT = 24 * 3600;
    public static final long WALL_SECONDS_MAX = 30L * 24 * 3600;

    public Session withReason(Reason other) {
        return new Session(
                id,
                projectId,
                name,
                kind,
                state,
                other,
                createdBy,
                createdAt,
                startedAt,
                endedAt,
                attempt,
                program,
                mounts,
                environment,
                needs,
                pool,
                wallSeconds,
                context,
                secrets,
                memoryBytes,
                cpuSeconds,
                autopsy,
                life);
    }

    /// The most nodes of one session.
    public static final int NODES_MAX = 64;

    /// What a session asks of a machine, and of how many.
    ///
    /// @param cpus        CPU cores, may be a fraction; each begun one takes a CPU slot where no GPU is asked for
    /// @param memoryBytes of the whole sandbox
    /// @param gpus        whole GPUs
    /// @param nodes       so many nodes at once, each with all of it: a gang; 1 for the usual session
    public record Needs(double cpus, long memoryBytes, int gpus, int nodes) {

        /// Of work that was stored before there were gangs.
        public Needs {
            nodes = Math.max(1, nodes);
        }

        /// On one node.
        public Needs(double cpus, long memoryBytes, int gpus) {
            this(cpus, memoryBytes, gpus, 1);
        }

        /// Whether it runs on several nodes at once.
        @JsonIgnore
        public boolean isGang() {
            return nodes > 1;
        }

        /// One core, 2 GiB, no GPU.
        public static Needs standard() {
            return new Needs(1, 2L << 30, 0);
        }
    }

    /// What a session is for.
    public enum Kind {
        /// Anybody's program.
        TRAINING,
        /// A place where people work: terminals and ports inside can be opened from outside.
        INTERACTIVE,
        /// The platform's own judgement over a model; it goes before waiting training sessions.
        EVALUATION
    }

    /// Where a session stands. It goes back to WAITING when an attempt was lost or has made
    /// room, and another one is due.
    public enum State {
        WAITING,
        STARTING,
        RUNNING,
        SAVING,
        SUCCEEDED,
        FAILED,
        STOPPED,
        LOST;

        /// Whether nothing comes after it.
        public boolean isEnd() {
            return switch (this) {
                case WAITING, STARTING, RUNNING, SAVING -> false;
                case SUCCEEDED, FAILED, STOPPED, LOST -> true;
            };
        }
    }

    /// A mount at `/data/<name>`.
    ///
    /// @param lineage what exactly is mounted, in its source's words
    public record Mount(String kind, String name, Map<String, String> parameters, Map<String, String> lineage) {}
}
