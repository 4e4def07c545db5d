package org.dure.server.compute.slurm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.dure.server.compute.slot.Node;

/// The nodes as `sinfo` shows them.
final class SlurmNodes {

    static final String FORMAT = "--format=%N|%T|%c|%m|%G";

    /// States in which a node runs jobs (sinfo(1), NODE STATE CODES); one that does not answer has a `*` behind it.
    private static final Set<String> AT_WORK = Set.of("idle", "mixed", "allocated", "completing", "planned");

    private static final Pattern GPUS = Pattern.compile("(?:^|,)gpu(?::[A-Za-z0-9_.-]+)?:(\\d+)(?=[,(]|$)");

    /// Of each node's memory, for the agents and what else is not a session's.
    private static final long MIB_KEPT = 256;

    private SlurmNodes() {}

    /// Those at work; a node in several partitions comes once.
    static List<Node> parse(String lines) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (String line : lines.lines().toList()) {
            String[] parts = line.split("\\|", 5);
            if (parts.length == 5 && AT_WORK.contains(parts[1])) {
                int gpus = gpus(parts[4]);
                long mebibytes = Math.max(0, Long.parseLong(parts[3].replace("+", "")) - MIB_KEPT);
                nodes.put(
                        parts[0],
                        new Node(
                                parts[0],
                                Integer.parseInt(parts[2].replace("+", "")),
                                mebibytes << 20,
                                IntStream.range(0, gpus).boxed().toList()));
            }
        }
        return new ArrayList<>(nodes.values());
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
