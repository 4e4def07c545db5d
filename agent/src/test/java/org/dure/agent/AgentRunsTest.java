package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.StateReport;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program from its start to its end.
class AgentRunsTest {

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
    void a_program_leaves_its_log_metrics_and_outputs_with_the_server() throws Exception {
        Path data = Stage.open(folder.resolve("digits"));
        Files.writeString(data.resolve("a.txt"), "seven");
        stage.mounts.add(new WorkOrder.Mount(data.toString(), "/data/digits"));
        stage.file("train.sh", """
                #!/bin/sh
                echo "hello $(cat /data/digits/a.txt) in $(pwd)"
                echo 'dure: {"step": 1, "loss": 0.5}'
                echo 'dure: {"step": 2, "loss": 0.25, "note": "text"}'
                echo 'dure: what is this'
                echo grumble >&2
                mkdir /output/model
                printf weights > "/output/model/my model.bin"
                """);
        stage.start("./train.sh").end();

        assertThat(stage.server.states)
                .extracting(StateReport::state)
                .containsExactly(
                        AttemptState.STARTING, AttemptState.RUNNING, AttemptState.SAVING, AttemptState.SUCCEEDED);
        assertThat(stage.server.states).extracting(StateReport::number).containsExactly(1, 2, 3, 4);
        assertThat(stage.cause()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("hello seven in /program", "grumble", "[dure] a line that begins with \"dure:\"");
        assertThat(stage.server.metric("loss")).containsExactly(0.5, 0.25);
        assertThat(stage.server.outputs.get("model/my model.bin")).asString().isEqualTo("weights");
        assertThat(stage.agent.exitValue()).isZero();
        assertThat(Sweep.sweep(stage.attempt)).as("a control group left behind").isFalse();
    }
}
