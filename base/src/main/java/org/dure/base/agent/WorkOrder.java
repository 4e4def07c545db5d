package org.dure.base.agent;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All that an agent needs to run one attempt of a session.
///
/// @param projectId     whose environments (installed Python packages) the session may share
/// @param attempt       1 for the first
/// @param sessionToken  what the agent adds to each request that it forwards for the program; the program never sees it
/// @param program       host folder with the program's files, mounted read-only at `/program`, the working folder
/// @param command       the program and its arguments, never through a shell
/// @param environment   added to the sandbox's own minimal environment
/// @param mounts        mounted read-only
/// @param requirements  the text of `requirements.txt`, where the program names one
/// @param checkpoint    what to restore into `/checkpoint` before the start; null for a fresh start
/// @param image         the name of the image whose files the program sees instead of the node's; null for none
/// @param containerfile path in the program's folder of the file that such an image is built from; null for none
/// @param secrets       what is shown as files of these names in `/run/secrets`; only in the answer to the attempt's
/// own agent
/// @param reach         what the program may reach beyond the platform
/// @param forwardPaths  the path prefixes of the platform that the program may reach through its loopback port
/// @param interactive   whether people may open terminals and ports inside, by `StreamRequest`
/// @param nodes         so many agents run it together, each with `needs` on a node of its own; usually 1
public record WorkOrder(
        UUID sessionId,
        UUID projectId,
        UUID attemptId,
        int attempt,
        String sessionToken,
        @Nullable String program,
        List<String> command,
        Map<String, String> environment,
        List<Mount> mounts,
        Needs needs,
        Limits limits,
        @Nullable String requirements,
        @Nullable Checkpoint checkpoint,
        @Nullable String image,
        @Nullable String containerfile,
        Map<String, String> secrets,
        Reach reach,
        List<String> forwardPaths,
        boolean interactive,
        int nodes) {

    /// An order that was stored before there were secrets, reach and gangs has none of them.
    public WorkOrder {
        nodes = Math.max(1, nodes);
        secrets = Objects.requireNonNullElse(secrets, Map.of());
        reach = Objects.requireNonNullElse(reach, Reach.NONE);
    }

    /// Without the token, the secrets and the environment's values, so that an order may be logged.
    @Override
    public String toString() {
        return "WorkOrder[session " + sessionId + ", attempt " + attempt + " " + attemptId + ", command " + command
                + "]";
    }

    /// The same with what only the attempt's own agent is told.
    public WorkOrder withSecrets(String token, Map<String, String> opened) {
        return new WorkOrder(
                sessionId,
                projectId,
                attemptId,
                attempt,
                token,
                program,
                command,
                environment,
                mounts,
                needs,
                limits,
                requirements,
                checkpoint,
                image,
                containerfile,
                opened,
                reach,
                forwardPaths,
                interactive,
                nodes);
    }

    /// The same with other folders of the host.
    public WorkOrder withFolders(@Nullable String otherProgram, List<Mount> otherMounts) {
        return new WorkOrder(
                sessionId,
                projectId,
                attemptId,
                attempt,
                sessionToken,
                otherProgram,
                command,
                environment,
                otherMounts,
                needs,
                limits,
                requirements,
                checkpoint,
                image,
                containerfile,
                secrets,
                reach,
                forwardPaths,
                interactive,
                nodes);
    }

    /// @param source absolute host folder
    /// @param target absolute path in the sandbox, such as `/data/digits`
    public record Mount(String source, String target) {}

    /// @param cpus        CPU cores, may be a fraction
    /// @param memoryBytes of the whole sandbox
    /// @param gpus        device numbers; empty for none
    public record Needs(double cpus, long memoryBytes, List<Integer> gpus) {}

    /// @param wallSeconds  from the program's start
    /// @param processes    processes and threads at a time
    /// @param outputBytes  of `/output`, `/checkpoint` and `/tmp` together
    /// @param graceSeconds between the polite signal and the hard one
    public record Limits(long wallSeconds, int processes, long outputBytes, int graceSeconds) {}

    /// A stored checkpoint: a tar file of `/checkpoint`.
    public record Checkpoint(int number, long sizeBytes, String sha256) {}
}
