package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A session makes room: its program is asked to save, given its time, and only then stopped.
class PreemptionTest {

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
    void a_program_that_is_asked_saves_and_is_stopped_after_its_checkpoint_is_stored() throws Exception {
        stage.shell("""
                echo up; while [ ! -e /checkpoint/.save ]; do sleep 0.1; done
                echo 8 > /checkpoint/step; rm /checkpoint/.save; touch /checkpoint/.ready; echo saved
                exec sleep 600
                """);
        preempt("up", 60);

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.PREEMPTED);
        assertThat(stage.cause()).isEqualTo("made room after it had saved checkpoint 1");
        assertThat(stage.server.checkpoints).containsOnlyKeys(1);
        assertThat(stage.agent.exitValue()).isZero();
    }

    @Test
    void a_program_that_wants_the_signal_gets_it_though_a_shell_stands_before_it() throws Exception {
        stage.file("saves.py", """
                import pathlib, signal, time
                def save(number, frame):
                    pathlib.Path("/checkpoint/step").write_text("9")
                    pathlib.Path("/checkpoint/.save").unlink(missing_ok=True)
                    pathlib.Path("/checkpoint/.ready").touch()
                signal.signal(signal.SIGUSR1, save)
                pathlib.Path("/checkpoint/.signal").touch()
                print("up", flush=True)
                while True:
                    time.sleep(600)
                """);
        stage.shell("python3 saves.py; echo end");
        preempt("up", 60);

        assertThat(stage.cause()).isEqualTo("made room after it had saved checkpoint 1");
    }

    @Test
    void a_program_that_does_not_save_is_not_hurt_by_the_signal_and_is_stopped_when_its_time_is_up() throws Exception {
        stage.shell("touch /checkpoint/.signal; echo up; sleep 1; sleep 1; echo still here; exec sleep 600");
        preempt("up", 4);

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.PREEMPTED);
        assertThat(stage.cause()).isEqualTo("made room without saving: it stored no checkpoint within 4 seconds");
        assertThat(stage.server.log()).contains("still here");
        assertThat(stage.server.checkpoints).isEmpty();
    }

    @Test
    void a_program_that_saves_at_sigterm_only_has_saved_too() throws Exception {
        stage.shell("""
                trap 'echo 3 > /checkpoint/step; touch /checkpoint/.ready; exit 0' TERM
                echo up; while true; do sleep 0.1; done
                """);
        preempt("up", 1);

        assertThat(stage.cause()).isEqualTo("made room after it had saved checkpoint 1");
    }

    @Test
    void a_program_that_saves_and_leaves_by_itself_has_made_room() throws Exception {
        stage.shell("""
                echo up; while [ ! -e /checkpoint/.save ]; do sleep 0.1; done
                echo 8 > /checkpoint/step; rm /checkpoint/.save; touch /checkpoint/.ready
                """);
        preempt("up", 60);

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.PREEMPTED);
        assertThat(stage.server.checkpoints).containsOnlyKeys(1);
    }

    @Test
    void a_program_that_comes_to_its_end_meanwhile_has_succeeded() throws Exception {
        stage.shell("""
                echo up; while [ ! -e /checkpoint/.save ]; do sleep 0.1; done
                echo done > /output/answer
                """);
        preempt("up", 60);

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(stage.server.outputs).containsKey("answer");
    }

    @Test
    void who_stops_a_session_that_makes_room_need_not_wait_for_its_save() throws Exception {
        stage.shell("echo up; exec sleep 600");
        stage.await("the program", () -> stage.server.log().contains("up"));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.PREEMPT, "room for others", 3_600);
        stage.await("the request", () -> Files.exists(stage.work().resolve("checkpoint/.save")));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.STOP, "asked by kim");
        stage.end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.PREEMPTED);
    }

    private void preempt(String line, int saveSeconds) throws Exception {
        stage.await("the program", () -> stage.server.log().contains(line));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.PREEMPT, "room for others", saveSeconds);
        stage.end();
    }
}
