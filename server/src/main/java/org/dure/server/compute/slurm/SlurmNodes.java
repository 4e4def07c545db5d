package org.dure.server.compute.slurm;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.dure.base.Reason;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.slot.Node;

/// What a node of Slurm is to Dure.
final class SlurmNodes {

    private static final Pattern GPUS = Pattern.compile("(?:^|,)gpu(?::[A-Za-z0-9_.-]+)?:(\\d+)(?=[,(]|$)");

    /// Of each node's memory, for the agents and what else is not a session's.
    private static final long MIB_KEPT = 256;

    private SlurmNodes() {}

    /// @param mebibytes of its memory
    static Node node(String name, int cpus, long mebibytes, String gres) {
        return new Node(
                name,
                cpus,
                Math.max(0, mebibytes - MIB_KEPT) << 20,
                IntStream.range(0, gpus(gres)).boxed().toList());
    }

    /// @param wanted partitions or reservations, as a submission names them; Slurm is silent about one that is not
    /// there
    /// @param told   those that a node is in
    /// @param without the code for those that no node is in
    static void require(Set<String> wanted, Set<String> told, PoolReason without) throws EngineRefusesException {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(told);
        if (!missing.isEmpty()) {
            throw new EngineRefusesException(Reason.of(without, Map.of("names", String.join(", ", missing))));
        }
    }

    /// @param gres such as `gpu:a100:2(S:0-1),gpu:1,fast:4`
    static int gpus(String gres) {
        int gpus = 0;
        Matcher matcher = GPUS.matcher(gres.replaceAll("\\([^)]*\\)", ""));
        while (matcher.find()) {
            gpus += Integer.parseInt(matcher.group(1));
        }
        return gpus;
    }
}
