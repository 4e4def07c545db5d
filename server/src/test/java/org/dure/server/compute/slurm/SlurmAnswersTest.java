package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.server.base.UserError;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.engine.Presence;
import org.dure.server.compute.slot.Node;
import org.junit.jupiter.api.Test;

/// What Slurm's commands write, as real clusters write it.
class SlurmAnswersTest {

    @Test
    void nodes_at_work_have_their_gpus_of_every_kind() throws IOException {
        var nodes = CommandAnswers.nodes("""
                n1|idle|64|515000|a|(null)|gpu:a100:4(S:0-1),gpu:2
                n1|idle|64|515000|b|(null)|gpu:a100:4(S:0-1),gpu:2
                n2|mixed*|64|515000|a|(null)|gpu:4
                n3|drained|64|515000|a|(null)|gpu:4
                n4|allocated|8|16000+|a|(null)|(null)
                """, NodeChoice.of(Map.of()), Map.of());
        assertThat(nodes).extracting(node -> node.name()).containsExactly("n1", "n4");
        assertThat(nodes.getFirst().gpus()).hasSize(6);
        assertThat(nodes.getLast().gpus()).isEmpty();
        assertThat(SlurmNodes.gpus("gres/fast:2,gpu:1g.5gb:7")).isEqualTo(7);
    }

    @Test
    void only_nodes_of_the_partition_that_jobs_go_to_are_offered_and_one_that_is_not_there_is_named()
            throws IOException {
        String told = """
                n1|idle|64|515000|cpu*|(null)|(null)
                n2|idle|64|515000|cpu*|(null)|(null)
                n2|idle|64|515000|gpu|(null)|gpu:4
                n3|idle|64|515000|gpu|(null)|gpu:4
                """;
        assertThat(offered(told, Map.of("partition", "gpu"))).containsExactly("n2", "n3");
        assertThat(offered(told, Map.of("partition", "cpu,gpu"))).hasSize(3);
        assertThat(offered(told, Map.of())).as("those of the default partition").containsExactly("n1", "n2");
        assertThatThrownBy(() -> offered(told, Map.of("partition", "gpu,gpus")))
                .hasMessage(
                        "the cluster has no partition with nodes named gpus, which the pool's setting flags asks for");
    }

    @Test
    void only_nodes_that_the_options_of_a_job_leave_are_offered() throws IOException {
        String told = """
                gpu01|idle|64|515000|main*|a100,nvlink|gpu:4
                gpu02|mixed|64|515000|main*|a100|gpu:4
                gpu10|idle|64|515000|main*|v100|gpu:4
                login|idle|64|515000|main*|(null)|(null)
                held|reserved|64|515000|main*|a100|gpu:4
                """;
        assertThat(offered(told, Map.of("exclude", "gpu[02,09-11],login"))).containsExactly("gpu01");
        assertThat(offered(told, Map.of("exclude", "gpu[1-2]")))
                .as("numbers without noughts before them")
                .hasSize(4);
        assertThat(offered(told, Map.of("constraint", "a100"))).containsExactly("gpu01", "gpu02");
        assertThat(offered(told, Map.of("constraint", "a100&nvlink"))).containsExactly("gpu01");
        assertThat(offered(told, Map.of("constraint", "v100|nvlink"))).containsExactly("gpu01", "gpu10");
        assertThat(offered(told, Map.of("constraint", "[a100*2&v100*1]"))).containsExactly("gpu01", "gpu02", "gpu10");
        assertThat(offered(told, Map.of("constraint", "h100"))).isEmpty();
        assertThat(offered(told, Map.of("reservation", "dure"))).containsExactly("gpu02", "held");
        assertThat(offered(told, Map.of("reservation", "dure", "exclude", "held")))
                .containsExactly("gpu02");
        assertThatThrownBy(() -> offered(told, Map.of("reservation", "dure,licences")))
                .hasMessage(
                        "the cluster has no reservation with nodes named licences, which the pool's setting flags asks"
                                + " for");
    }

    private static final String RESERVATIONS = """
            ReservationName=dure StartTime=2026-11-01T00:00:00 EndTime=2027-11-01T00:00:00 Nodes=gpu[02-03],held NodeCnt=3 Users=root
            ReservationName=licences StartTime=2026-11-01T00:00:00 EndTime=2027-11-01T00:00:00 Nodes=(null) NodeCnt=0 Users=root
            """;

    private static List<String> offered(String told, Map<String, String> flags) throws IOException {
        CommandDriver driver = new CommandDriver(
                (user, input, words) -> words.getFirst().equals("sinfo") ? told : RESERVATIONS, NodeChoice.of(flags));
        return driver.nodes().stream().map(Node::name).toList();
    }

    @Test
    void names_of_nodes_in_short_are_read_or_refused() {
        HostList list = HostList.read("rack[1-2]n[08-10],login").orElseThrow();
        assertThat(List.of("rack1n08", "rack2n10", "login")).allMatch(list::holds);
        assertThat(List.of("rack3n08", "rack1n8", "rack1n11", "rack1n", "login1", "rack1n0000000010"))
                .noneMatch(list::holds);
        for (String bad : List.of("", "n[", "n[1-]", "n[a]", "/etc/passwd", "n[1],,m", "n[12345678901]", "n]1[")) {
            assertThat(HostList.read(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void a_command_that_takes_too_long_is_ended_and_what_it_has_said_is_kept() {
        SlurmSettings settings =
                SlurmSettings.read(Map.of("shared_folder", "/shared", "server_url", "http://localhost"));
        SlurmCommands commands = new SlurmCommands(settings, Duration.ofSeconds(1));
        assertThatThrownBy(() -> commands.run(null, "", List.of("sh", "-c", "echo slow down >&2; sleep 60")))
                .isInstanceOf(EngineAwayException.class)
                .hasMessage("sh has not answered within 1 seconds: slow down");
        assertThatThrownBy(() -> commands.run(null, "", List.of("sh", "-c", "echo never >&2; exit 3")))
                .isInstanceOf(EngineRefusesException.class)
                .hasMessage("sh fails: never");
        assertThatThrownBy(() -> commands.run(null, "", List.of("sinfo-of-nowhere")))
                .isInstanceOf(EngineRefusesException.class)
                .hasMessageStartingWith("sinfo-of-nowhere cannot be run: env:");
    }

    @Test
    void a_job_is_gone_only_where_slurm_says_that_it_has_ended() {
        List<SlurmJob> jobs = CommandAnswers.jobs("""
                7|dure-a|PENDING|N/A|ReqNodeNotAvail, UnavailableNodes:n1
                8|dure-b|RUNNING|1790000000|None
                9|dure-c|NODE_FAIL|1790000000|NodeDown
                10|dure-d|OUT_OF_MEMORY|1790000000|OutOfMemory
                11|dure-e|SUSPENDED|1790000000|None
                """);
        assertThat(jobs.get(0).presence()).isInstanceOf(Presence.Waits.class);
        assertThat(jobs.get(1).presence()).isEqualTo(new Presence.There(Instant.ofEpochSecond(1790000000)));
        assertThat(jobs.get(2).presence()).isInstanceOf(Presence.There.class);
        assertThat(jobs.get(3).presence()).isInstanceOf(Presence.Failed.class);
        assertThat(jobs.get(4).presence()).isInstanceOf(Presence.Unknown.class);
    }

    @Test
    void a_job_that_the_controller_has_forgotten_is_judged_by_its_accounts() throws IOException {
        List<String> asked = new ArrayList<>();
        SlurmSource source = source(word -> {
            asked.add(word);
            return switch (word) {
                case "squeue" -> "7|dure-a|RUNNING|1790000000|None\n";
                case "scontrol" ->
                    "AccountingStorageHost = db\nAccountingStorageType   = accounting_storage/slurmdbd\n";
                case "sacct" -> """
                        dure-b|OUT_OF_MEMORY|0:125
                        dure-c|TIMEOUT|0:0
                        dure-d|PREEMPTED|0:0
                        dure-e|NODE_FAIL|1:0
                        dure-f|CANCELLED by 0|0:15
                        dure-g|FAILED|75:0
                        dure-h|RUNNING|0:0
                        """;
                default -> throw new IOException(word);
            };
        });
        Set<String> names = Set.of("dure-a", "dure-b", "dure-c", "dure-d", "dure-e", "dure-f", "dure-g", "dure-h");
        Map<String, Presence> found = source.presences(names);
        assertThat(found.keySet()).isEqualTo(names);
        assertThat(found.get("dure-a")).isInstanceOf(Presence.There.class);
        assertThat(finding(found.get("dure-b"))).isEqualTo("the program needed more main memory than the session has");
        assertThat(finding(found.get("dure-c"))).isEqualTo("the session ran into its time limit");
        assertThat(found.get("dure-d")).isInstanceOf(Presence.Evicted.class);
        assertThat(gone(found.get("dure-e"))).isEqualTo("Slurm has ended its job: NODE_FAIL, exit code 1:0");
        assertThat(gone(found.get("dure-f"))).isEqualTo("Slurm has ended its job: CANCELLED by 0, exit code 0:15");
        assertThat(gone(found.get("dure-g"))).isEqualTo("Slurm has ended its job: FAILED, exit code 75:0");
        assertThat(gone(found.get("dure-h"))).isEqualTo("Slurm has ended its job: forgotten");
        source.presences(names);
        assertThat(asked).containsExactly("squeue", "scontrol", "sacct", "squeue");
    }

    @Test
    void without_accounts_or_where_they_are_silent_the_controllers_word_holds() throws IOException {
        SlurmSource without = source(word -> word.equals("scontrol") ? "AccountingStorageType = (null)\n" : "");
        assertThat(gone(without.presences(Set.of("dure-a")).get("dure-a")))
                .isEqualTo("Slurm has ended its job: forgotten");
        SlurmSource silent = source(word -> {
            if (word.equals("squeue")) {
                return "";
            }
            throw new IOException("slurmdbd: Connection refused");
        });
        assertThat(gone(silent.presences(Set.of("dure-a")).get("dure-a")))
                .isEqualTo("Slurm has ended its job: forgotten");
    }

    private interface Answers {
        String to(String command) throws IOException;
    }

    private static SlurmSource source(Answers answers) {
        return new SlurmSource(
                new CommandDriver((user, input, words) -> answers.to(words.getFirst()), NodeChoice.of(Map.of())));
    }

    private static String gone(Presence presence) {
        return ((Presence.Gone) presence).reason().text();
    }

    private static String finding(Presence presence) {
        return ((Presence.Failed) presence).autopsy().finding().text();
    }

    @Test
    void settings_that_could_run_something_else_are_refused_by_their_names() {
        assertThatThrownBy(() -> SlurmSettings.read(Map.of(
                        "shared_folder",
                        "relative",
                        "server_url",
                        "ftp://x",
                        "ssh",
                        "-oProxyCommand=evil",
                        "users",
                        Map.of("kim", "a b"),
                        "flags",
                        Map.of("wrap", "evil", "partition", "a;b", "exclude", "/etc/passwd"),
                        "other",
                        1)))
                .isInstanceOfSatisfying(
                        UserError.Invalid.class,
                        invalid -> assertThat(invalid.fields())
                                .extracting(UserError.Field::field)
                                .contains(
                                        "settings.shared_folder",
                                        "settings.server_url",
                                        "settings.ssh",
                                        "settings.users.kim",
                                        "settings.flags.wrap",
                                        "settings.flags.partition",
                                        "settings.flags.exclude",
                                        "settings.other"));
    }
}
