package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.agent.cgroup.Sweep;
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
    void the_platforms_own_java_runs_like_any_program() throws Exception {
        stage.needs = new WorkOrder.Needs(2, 512L << 20, java.util.List.of());
        Path recipes = Stage.open(folder.resolve("recipes"));
        Files.writeString(
                Stage.open(recipes.resolve("learn")).resolve("Hello.java"),
                "void main() { IO.println(\"java sees \" + new java.io.File(\"/opt/dure\").list()[0]); }");
        stage.flags = java.util.List.of("--recipes", recipes.toString());
        stage.start("/opt/jdk/bin/java", "/opt/dure/learn/Hello.java").end();

        assertThat(stage.server.log()).contains("java sees learn");
        assertThat(stage.cause()).isEqualTo("exit code 0");
    }

    @Test
    void the_platforms_package_for_python_is_there_behind_the_programs_own_paths() throws Exception {
        Path recipes = Stage.open(folder.resolve("recipes"));
        Path packages = Stage.open(Stage.open(recipes.resolve("python")).resolve("dure"));
        Files.writeString(packages.resolve("__init__.py"), "where = __file__");
        stage.flags = java.util.List.of("--recipes", recipes.toString());
        stage.environment.put("PYTHONPATH", "/program/own");
        stage.start("/usr/bin/python3", "-c", "import dure, os; print(dure.where, os.environ['PYTHONPATH'])")
                .end();

        assertThat(stage.server.log()).contains("/opt/dure/python/dure/__init__.py /program/own:/opt/dure/python");
    }

    @Test
    void a_work_folder_may_lie_deep() throws Exception {
        try (Stage deep = new Stage(folder.resolve("a".repeat(60)).resolve("b".repeat(60)))) {
            deep.start(
                            "/usr/bin/python3",
                            "-c",
                            "import os, urllib.request as r; print(r.urlopen(os.environ['DURE_URL'] + '/api/2.0/mlflow/x').read())")
                    .end();
            assertThat(deep.server.log()).contains("hello");
        }
    }

    @Test
    void text_and_names_in_any_script_arrive_whole() throws Exception {
        stage.start("/usr/bin/python3", "-c", """
                import os, sys
                open("/output/결과.txt", "w").write("두레")
                open(b"/output/broken-\\xff", "w").close()
                for i in range(30000):
                    sys.stdout.write("두레")
                sys.stdout.flush()
                os.write(1, b"\\n\\xff\\x00end\\n")
                """).end();

        assertThat(stage.server.outputs).containsOnlyKeys("결과.txt");
        assertThat(stage.server.log())
                .contains("두레".repeat(30_000) + "\n", "\uFFFD\uFFFDend")
                .contains("is left out: its name is not UTF-8");
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
