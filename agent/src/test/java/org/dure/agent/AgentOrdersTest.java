package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.cgroup.CgroupFiles;
import org.dure.agent.cgroup.Sweep;
import org.dure.agent.supervision.Ending;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Orders, outages, and agents that are killed.
class AgentOrdersTest {

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder);
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void stop_asks_the_program_and_keeps_what_it_saves() throws Exception {
        stage.shell("trap 'echo saved > /output/saved; exit 0' TERM; echo ready; while true; do sleep 0.1; done");
        stage.await("the program", () -> stage.server.log().contains("ready"));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.STOP, "asked by kim");
        stage.end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.STOPPED);
        assertThat(stage.cause()).isEqualTo("stopped: asked by kim");
        assertThat(stage.server.outputs).containsKey("saved");
    }

    @Test
    void save_leaves_a_file_that_the_program_may_watch() throws Exception {
        stage.shell("""
                echo ready
                while [ ! -e /checkpoint/.save ]; do sleep 0.05; done
                echo 41 > /checkpoint/step; rm /checkpoint/.save; touch /checkpoint/.ready
                while true; do sleep 0.1; done
                """);
        stage.await("the program", () -> stage.server.log().contains("ready"));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.SAVE, null);
        stage.await("a checkpoint", () -> stage.server.checkpoints.containsKey(1));
        stage.await("its line in the log", () -> stage.server.log().contains("[dure] stored checkpoint 1"));
    }

    @Test
    void an_abandoned_attempt_is_killed_and_says_nothing_more() throws Exception {
        stage.shell("echo ready; sleep 60");
        stage.await("the program", () -> stage.server.log().contains("ready"));
        stage.await("its state", () -> stage.server.lastState() == AttemptState.RUNNING);
        stage.server.over = true;
        stage.end();

        assertThat(stage.agent.exitValue()).isEqualTo(Ending.EXIT_ABANDONED);
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.RUNNING);
        assertThat(Sweep.sweep(stage.attempt)).as("a control group left behind").isFalse();
    }

    @Test
    void an_outage_of_the_server_loses_and_doubles_nothing() throws Exception {
        stage.shell("""
                i=0
                while [ $i -lt 40 ]; do
                    i=$((i + 1)); echo "line $i."; echo "dure: {\\"step\\": $i, \\"loss\\": $i}"; sleep 0.05
                done
                echo done > /output/done
                """);
        stage.await("a first line", () -> stage.server.log().contains("line 3."));
        stage.server.stop();
        Thread.sleep(700);
        stage.server.restart();
        stage.await("later lines", () -> stage.server.log().contains("line 20."));
        stage.server.stop();
        Thread.sleep(1_500);
        stage.server.restart();
        stage.end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
        for (int i = 1; i <= 40; i++) {
            assertThat(stage.server.log().split("line " + i + "\\.", -1)).hasSize(2);
        }
        assertThat(stage.server.metric("loss").stream().distinct()).hasSize(40);
        assertThat(stage.server.outputs).containsKey("done");
    }

    @Test
    void a_program_dies_with_its_killed_agent() throws Exception {
        stage.shell("touch /tmp/here; while true; do date +%N > /tmp/beat; sleep 0.05; done");
        stage.await("the program", () -> Files.exists(stage.work().resolve("scratch/beat")));
        Cgroup beside = Cgroup.create(org.dure.base.Ids.next(), stage.needs, 8);
        beside.remove();
        Path procs = beside.folders().getFirst().resolveSibling(Cgroup.nameOf(stage.attempt));
        assertThat(CgroupFiles.processes(procs)).isNotEmpty();
        stage.agent.destroyForcibly().waitFor();

        stage.await("the end of its processes", () -> {
            try {
                return CgroupFiles.processes(procs).isEmpty();
            } catch (java.io.IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        });
        assertThat(Sweep.sweep(stage.attempt))
                .as("the control group that was left")
                .isTrue();
        assertThat(Sweep.sweep(stage.attempt)).isFalse();
    }

    @Test
    void an_attempt_is_never_started_twice() throws Exception {
        stage.shell("true").end();
        stage.shell("true").end();

        assertThat(stage.agent.exitValue()).isEqualTo(Agent.EXIT_USAGE);
        assertThat(stage.story()).contains("this attempt was started before");
        assertThat(stage.server.states).hasSize(4);
    }

    @Test
    void heartbeats_tell_what_the_sandbox_uses() throws Exception {
        stage.start("/usr/bin/python3", "-c", "held = bytearray(100 << 20)\nwhile True: pass");
        stage.await(
                "a heartbeat with memory and CPU time",
                () -> stage.server.heartbeats.stream()
                        .anyMatch(beat -> beat.state() == AttemptState.RUNNING
                                && beat.memoryBytes() != null
                                && beat.memoryBytes() > 100 << 20
                                && beat.cpuSeconds() > 0.2));
    }
}
