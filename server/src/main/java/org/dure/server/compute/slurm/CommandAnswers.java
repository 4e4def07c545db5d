package org.dure.server.compute.slurm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.pool.PoolReason;
import org.dure.server.compute.slot.Node;

/// What Slurm's commands write, taken apart.
final class CommandAnswers {

    /// For `squeue`; the reason comes last, because it alone may hold anything.
    static final String JOBS = "--format=%i|%j|%T|%S|%r";

    /// For `sinfo`.
    static final String NODES = "--format=%N|%T|%c|%m|%P|%f|%G";

    /// For `sacct --parsable2`.
    static final String ENDS = "--format=JobName,State,ExitCode";

    private static final String DEFAULT = "*";

    /// States in which a node runs jobs (sinfo(1), NODE STATE CODES); one that does not answer has a `*` behind it.
    private static final Set<String> AT_WORK = Set.of("idle", "mixed", "allocated", "completing", "planned");

    /// Of an idle one in a reservation.
    private static final String RESERVED = "reserved";

    private static final Pattern RESERVATION = Pattern.compile("(?m)^ReservationName=(\\S+) .*?\\bNodes=(\\S+)");

    private static final Pattern ACCOUNTS =
            Pattern.compile("(?m)^AccountingStorageType\\s*=\\s*accounting_storage/slurmdbd");

    private CommandAnswers() {}

    static List<SlurmJob> jobs(String lines) {
        List<SlurmJob> jobs = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            String[] parts = line.split("\\|", 5);
            if (parts.length == 5) {
                jobs.add(new SlurmJob(parts[0], parts[1], parts[2], parts[4].strip(), instant(parts[3])));
            }
        }
        return jobs;
    }

    private static Instant instant(String epoch) {
        return epoch.matches("[0-9]{1,12}") ? Instant.ofEpochSecond(Long.parseLong(epoch)) : Instant.MIN;
    }

    /// Those at work that take a job; a node in several partitions comes once. Without a partition it is
    /// Slurm's default one, which has a `*` behind its name.
    ///
    /// @param reserved the nodes of each reservation
    /// @throws EngineRefusesException where no node is in one of the partitions or reservations
    static List<Node> nodes(String lines, NodeChoice choice, Map<String, HostList> reserved)
            throws EngineRefusesException {
        List<String[]> told = lines.lines()
                .map(line -> line.split("\\|", 7))
                .filter(parts -> parts.length == 7)
                .toList();
        Set<String> all = new HashSet<>();
        told.forEach(parts -> all.add(parts[4].replace(DEFAULT, "")));
        Set<String> partitions = choice.partitions();
        SlurmNodes.require(partitions, all, PoolReason.CLUSTER_WITHOUT_PARTITION);
        boolean hasDefault = told.stream().anyMatch(parts -> parts[4].endsWith(DEFAULT));
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (String[] parts : told) {
            boolean takes = partitions.isEmpty()
                    ? !hasDefault || parts[4].endsWith(DEFAULT)
                    : partitions.contains(parts[4].replace(DEFAULT, ""));
            boolean works = AT_WORK.contains(parts[1]) || parts[1].equals(RESERVED) && choice.isReserved();
            if (takes && works && choice.takes(parts[0], NodeChoice.words(parts[5], ","), reserved)) {
                nodes.put(
                        parts[0],
                        SlurmNodes.node(
                                parts[0],
                                Integer.parseInt(parts[2].replace("+", "")),
                                Long.parseLong(parts[3].replace("+", "")),
                                parts[6]));
            }
        }
        return List.copyOf(nodes.values());
    }

    /// The nodes of each reservation that has some.
    ///
    /// @param lines as `scontrol --oneliner show reservation` writes them
    static Map<String, HostList> reservations(String lines) {
        Map<String, HostList> reservations = new HashMap<>();
        RESERVATION
                .matcher(lines)
                .results()
                .forEach(found ->
                        HostList.read(found.group(2)).ifPresent(nodes -> reservations.put(found.group(1), nodes)));
        return reservations;
    }

    /// @param config as `scontrol show config` writes it
    static boolean hasAccounts(String config) {
        return ACCOUNTS.matcher(config).find();
    }

    /// By the names of the jobs; the later submitted of two stands behind the other.
    static Map<String, Presence> ends(String lines) {
        Map<String, Presence> ends = new HashMap<>();
        for (String line : lines.lines().toList()) {
            String[] parts = line.split("\\|", 3);
            if (parts.length == 3 && !SlurmEnd.isOpen(parts[1])) {
                ends.put(parts[0], SlurmEnd.of(parts[1], parts[2]));
            }
        }
        return ends;
    }
}
