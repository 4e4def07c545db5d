package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.cgroup.Sweep;
import org.dure.agent.log.LogChunker;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that take too much, end badly or cannot start, each with its clear cause.
class AgentLimitsTest {

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
    void a_program_that_eats_memory_is_ended_and_told_so() throws Exception {
        stage.needs = new WorkOrder.Needs(1, 64L << 20, java.util.List.of());
        stage.start("/usr/bin/python3", "-c", "held = bytearray(512 << 20); print(len(held))")
                .end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause()).isEqualTo("used more than 64 MiB of memory");
    }

    @Test
    void a_fork_bomb_is_bounded_and_told_so() throws Exception {
        stage.limits = new WorkOrder.Limits(60, 16, 64L << 20, 1);
        stage.start("/usr/bin/python3", "-c", """
                import os, time
                children = 0
                try:
                    while True:
                        if os.fork() == 0:
                            time.sleep(60)
                            os._exit(0)
                        children += 1
                except OSError:
                    print("children", children)
                    os._exit(4)
                """).end();

        assertThat(stage.cause()).isEqualTo("exit code 4; it ran into its limit of 16 processes and threads at a time");
        assertThat(stage.server.states.getLast().exitCode()).isEqualTo(4);
        String count = stage.server.log().replaceAll("(?s).*children (\\d+).*", "$1");
        assertThat(Integer.parseInt(count)).isBetween(8, 16 + Cgroup.OWN_PROCESSES);
        assertThat(Sweep.sweep(stage.attempt)).as("processes left behind").isFalse();
    }

    @Test
    void a_program_that_runs_too_long_is_asked_first_and_then_killed() throws Exception {
        stage.limits = new WorkOrder.Limits(1, 64, 64L << 20, 1);
        stage.shell("trap 'echo asked' TERM; while true; do sleep 0.1; done").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause()).isEqualTo("ran longer than its limit of 1 seconds");
        assertThat(stage.server.log()).contains("asked");
    }

    @Test
    void a_program_that_writes_too_much_is_ended_and_told_so() throws Exception {
        stage.limits = new WorkOrder.Limits(60, 64, 4L << 20, 1);
        stage.shell("for i in 1 2 3 4 5; do head -c 1000000 /dev/zero > /tmp/$i; done; sleep 60")
                .end();

        assertThat(stage.cause()).isEqualTo("wrote more than 4 MiB to /output, /checkpoint and /tmp together");
    }

    @Test
    void a_deleted_file_that_is_held_open_counts_too() throws Exception {
        stage.limits = new WorkOrder.Limits(60, 64, 4L << 20, 1);
        stage.start("/usr/bin/python3", "-c", """
                import os, time
                held = []
                for i in range(5):
                    f = open("/output/hidden", "wb"); f.write(bytes(1000000)); f.flush(); os.unlink("/output/hidden")
                    held.append(f)
                time.sleep(60)
                """).end();

        assertThat(stage.cause()).startsWith("wrote more than 4 MiB");
    }

    @Test
    void one_file_cannot_outgrow_the_limit_between_two_looks() throws Exception {
        stage.limits = new WorkOrder.Limits(60, 64, 4L << 20, 1);
        stage.start("/usr/bin/dd", "if=/dev/zero", "of=/tmp/large", "bs=1M", "count=4000")
                .end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.work().resolve("scratch/large")).hasSize(4L << 20);
    }

    @Test
    void an_endless_log_is_cut_with_a_line_that_says_so() throws Exception {
        stage.start("/bin/sh", "-c", "yes 'the same line again and again' | head -c 80000000")
                .end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(stage.server.log())
                .hasSizeBetween((int) LogChunker.TOTAL_MAX - (1 << 20), (int) LogChunker.TOTAL_MAX + 1_000)
                .endsWith("[dure] this session has logged more than 64 MiB: the rest of its output is left out\n");
    }

    @Test
    void a_program_that_does_not_exist_is_named() throws Exception {
        stage.start("./trian.py").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause()).isEqualTo("no such program: ./trian.py");
        assertThat(stage.server.states).extracting(report -> report.state()).doesNotContain(AttemptState.RUNNING);
    }

    @Test
    void a_program_that_is_not_executable_is_named() throws Exception {
        java.nio.file.Files.writeString(stage.program.resolve("train.py"), "print(1)");
        stage.start("./train.py").end();

        assertThat(stage.cause()).isEqualTo("not executable: ./train.py");
    }

    @Test
    void a_folder_that_is_not_there_is_named() throws Exception {
        stage.mounts.add(new WorkOrder.Mount("/nowhere/digits", "/data/digits"));
        stage.shell("true").end();

        assertThat(stage.cause()).isEqualTo("the folder for /data/digits is not there: /nowhere/digits");
    }

    @Test
    void a_mount_cannot_hide_a_folder_of_the_system() throws Exception {
        stage.mounts.add(new WorkOrder.Mount(Stage.open(folder.resolve("evil")).toString(), "/data/../usr"));
        stage.shell("true").end();

        assertThat(stage.cause()).startsWith("a mount's place is a path below /data");
    }

    @Test
    void a_crash_is_told_by_its_signal() throws Exception {
        stage.shell("kill -SEGV $$").end();

        assertThat(stage.cause()).isEqualTo("ended by signal 11 (SIGSEGV)");
        assertThat(stage.server.states.getLast().exitCode()).isNull();
    }

    @Test
    void a_failed_program_leaves_its_outputs_too() throws Exception {
        stage.shell("echo half > /output/half.txt; exit 3").end();

        assertThat(stage.cause()).isEqualTo("exit code 3");
        assertThat(stage.server.outputs).containsKey("half.txt");
    }
}
