package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.server.base.UserError;
import org.dure.server.compute.engine.Presence;
import org.junit.jupiter.api.Test;

/// What Slurm's commands write, as real clusters write it.
class SlurmAnswersTest {

    @Test
    void nodes_at_work_have_their_gpus_of_every_kind() throws IOException {
        var nodes = CommandAnswers.nodes("""
                n1|idle|64|515000|a|gpu:a100:4(S:0-1),gpu:2
                n1|idle|64|515000|b|gpu:a100:4(S:0-1),gpu:2
                n2|mixed*|64|515000|a|gpu:4
                n3|drained|64|515000|a|gpu:4
                n4|allocated|8|16000+|a|(null)
                """, Set.of());
        assertThat(nodes).extracting(node -> node.name()).containsExactly("n1", "n4");
        assertThat(nodes.getFirst().gpus()).hasSize(6);
        assertThat(nodes.getLast().gpus()).isEmpty();
        assertThat(SlurmNodes.gpus("gres/fast:2,gpu:1g.5gb:7")).isEqualTo(7);
    }

    @Test
    void only_nodes_of_the_partition_that_jobs_go_to_are_offered_and_one_that_is_not_there_is_named()
            throws IOException {
        String told = """
                n1|idle|64|515000|cpu*|(null)
                n2|idle|64|515000|cpu*|(null)
                n2|idle|64|515000|gpu|gpu:4
                n3|idle|64|515000|gpu|gpu:4
                """;
        assertThat(CommandAnswers.nodes(told, Set.of("gpu")))
                .extracting(node -> node.name())
                .containsExactly("n2", "n3");
        assertThat(CommandAnswers.nodes(told, Set.of("cpu", "gpu"))).hasSize(3);
        assertThat(CommandAnswers.nodes(told, Set.of()))
                .as("those of the default partition")
                .extracting(node -> node.name())
                .containsExactly("n1", "n2");
        assertThatThrownBy(() -> CommandAnswers.nodes(told, Set.of("gpu", "gpus")))
                .hasMessage(
                        "the cluster has no partition with nodes named gpus, which the pool's setting flags asks for");
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
        return new SlurmSource(new CommandDriver((user, input, words) -> answers.to(words.getFirst()), Set.of()));
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
                        Map.of("wrap", "evil", "partition", "a;b"),
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
                                        "settings.other"));
    }
}
