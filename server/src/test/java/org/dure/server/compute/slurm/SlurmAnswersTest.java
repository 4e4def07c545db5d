package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.compute.engine.Presence;
import org.junit.jupiter.api.Test;

/// What Slurm's commands write, as real clusters write it.
class SlurmAnswersTest {

    @Test
    void nodes_at_work_have_their_gpus_of_every_kind() {
        var nodes = SlurmNodes.parse("""
                n1|idle|64|515000|gpu:a100:4(S:0-1),gpu:2
                n1|idle|64|515000|gpu:a100:4(S:0-1),gpu:2
                n2|mixed*|64|515000|gpu:4
                n3|drained|64|515000|gpu:4
                n4|allocated|8|16000+|(null)
                """);
        assertThat(nodes).extracting(node -> node.name()).containsExactly("n1", "n4");
        assertThat(nodes.getFirst().gpus()).hasSize(6);
        assertThat(nodes.getLast().gpus()).isEmpty();
        assertThat(SlurmNodes.gpus("gres/fast:2,gpu:1g.5gb:7")).isEqualTo(7);
    }

    @Test
    void a_job_is_gone_only_where_slurm_says_that_it_has_ended() {
        List<SlurmJob> jobs = SlurmJob.parse("""
                7|dure-a|PENDING|N/A|ReqNodeNotAvail, UnavailableNodes:n1
                8|dure-b|RUNNING|1790000000|None
                9|dure-c|NODE_FAIL|1790000000|NodeDown
                10|dure-d|OUT_OF_MEMORY|1790000000|OutOfMemory
                11|dure-e|SUSPENDED|1790000000|None
                """);
        assertThat(jobs.get(0).presence()).isInstanceOf(Presence.Waits.class);
        assertThat(jobs.get(1).presence()).isEqualTo(new Presence.There(Instant.ofEpochSecond(1790000000)));
        assertThat(jobs.get(2).presence()).isInstanceOf(Presence.There.class);
        assertThat(jobs.get(3).presence().isGone()).isTrue();
        assertThat(jobs.get(4).presence()).isInstanceOf(Presence.Unknown.class);
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
