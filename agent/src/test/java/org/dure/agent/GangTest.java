package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Sweep;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real agents of one attempt, here on one machine, by the folder that they share.
class GangTest {

    /// The ranks meet over TCP, as torch's store does: each says its number, and the first answers with their sum.
    static final String MEET = """
            import os, socket, sys, time
            rank, nodes = int(os.environ["NODE_RANK"]), int(os.environ["NNODES"])
            place = (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
            if rank == 0:
                with socket.create_server(place) as server:
                    others = [server.accept()[0] for _ in range(nodes - 1)]
                    total = sum(int(each.recv(16)) for each in others)
                    for each in others:
                        each.sendall(str(total).encode())
            else:
                for _ in range(300):
                    try:
                        link = socket.create_connection(place)
                        break
                    except OSError:
                        time.sleep(0.1)
                link.sendall(str(rank).encode())
                total = int(link.recv(16))
            print(f"rank {rank} of {nodes} knows {total} at {socket.gethostbyname(socket.gethostname())}", flush=True)
            """;

    @TempDir
    Path folder;

    private Stage stage;
    private final List<Process> agents = new ArrayList<>();

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder);
        stage.nodes = 2;
        stage.flags = seat(0);
    }

    @AfterEach
    void strike() throws Exception {
        for (Process agent : agents) {
            agent.destroyForcibly().waitFor();
        }
        Sweep.sweep(Sweep.placeOf(stage.attempt, 1));
        stage.close();
    }

    @Test
    void the_ranks_meet_and_the_log_says_who_said_what() throws Exception {
        run(MEET + "open('/output/of-rank-%d' % rank, 'w').close()\n");
        end();
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(stage.server.log())
                .contains("rank 0 of 2 knows 1 at 127.0.0.1\n")
                .contains("[1] rank 1 of 2 knows 1 at 127.0.0.1\n")
                .contains("[1] [dure] what this rank has left in /output is not kept");
        assertThat(stage.server.outputs).containsOnlyKeys("of-rank-0");
    }

    @Test
    void a_rank_that_fails_ends_the_others_and_the_reason_names_it() throws Exception {
        run("""
                import os, sys, time
                if os.environ["RANK"] == "1":
                    sys.exit("lost my way")
                time.sleep(600)
                """);
        end();
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause()).isEqualTo("exit code 1: in rank 1 of 2");
        assertThat(stage.server.states.getLast().exitCode()).isEqualTo(1);
        assertThat(stage.server.log()).contains("[1] lost my way\n");
    }

    @Test
    void all_ranks_are_asked_to_save_and_only_the_first_stores() throws Exception {
        run("""
                import os, pathlib, socket, time
                rank, place = os.environ["RANK"], (os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"]))
                server = socket.create_server(place) if rank == "0" else None
                print("runs", rank, flush=True)
                ask = pathlib.Path("/checkpoint/.save")
                while not ask.exists():
                    time.sleep(0.05)
                pathlib.Path("/checkpoint/step").write_text(rank)
                if server:
                    server.accept()  # The first has saved when all have.
                ask.unlink()
                pathlib.Path("/checkpoint/.ready").touch()
                print("saved", rank, flush=True)
                if not server:
                    socket.create_connection(place)
                time.sleep(600)
                """);
        stage.await(
                "both ranks",
                () -> stage.server.log().contains("[1] runs 1")
                        && stage.server.log().contains("runs 0"));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.PREEMPT, "for another one", 30);
        end();
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.PREEMPTED);
        assertThat(stage.cause()).startsWith("made room after it had saved checkpoint 1");
        assertThat(stage.server.log()).contains("saved 0\n").contains("[1] saved 1\n");
        assertThat(stage.server.checkpoints).containsOnlyKeys(1);
    }

    @Test
    void the_port_to_the_platform_serves_the_session_alone() throws Exception {
        run("""
                import os, time, urllib.request
                print("answer", urllib.request.urlopen(os.environ["DURE_URL"] + "/api/2.0/mlflow/x").status, flush=True)
                print("at", os.environ["DURE_URL"], flush=True)
                time.sleep(600)
                """);
        stage.await("the address", () -> stage.server.log().contains("[1] at http://127.0.0.1:"));
        assertThat(stage.server.log()).contains("answer 200\n");
        String address = stage.server
                .log()
                .lines()
                .filter(line -> line.startsWith("at "))
                .findFirst()
                .orElseThrow();
        HttpURLConnection stranger = (HttpURLConnection)
                URI.create(address.substring(3) + "/api/2.0/mlflow/x").toURL().openConnection();
        assertThatThrownBy(stranger::getResponseCode).isInstanceOf(IOException.class);
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.STOP, "the test is over");
        end();
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.STOPPED);
    }

    @Test
    void no_program_starts_before_the_agents_of_all_ranks_are_there() throws Exception {
        stage.file("main.py", "print('runs', flush=True)\n");
        stage.start("/usr/bin/python3", "main.py");
        stage.await(
                "the first rank's words",
                () -> stage.server.log().contains("[dure] waits for the agents of the ranks [1]"));
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.STARTING);
        startOther();
        end();
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(stage.server.log()).contains("[1] runs\n").contains("\nruns\n");
    }

    @Test
    void a_gang_that_is_stopped_before_all_are_there_ends_at_once() throws Exception {
        stage.file("main.py", "print('runs', flush=True)\n");
        stage.start("/usr/bin/python3", "main.py");
        stage.await("the first rank", () -> Files.exists(folder.resolve("gang/beat-0")));
        stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.STOP, "the test is over");
        stage.end(30);
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.STOPPED);
        assertThat(stage.server.log()).doesNotContain("runs");
    }

    @Test
    @Tag("long")
    void ranks_that_are_not_heard_of_any_more_are_given_up_without_a_word_to_the_server() throws Exception {
        stage.limits = new WorkOrder.Limits(600, 64, 64L << 20, 5);
        run("import time\nprint('runs', flush=True)\ntime.sleep(600)\n");
        stage.await("both ranks", () -> stage.server.log().contains("[1] runs"));
        // As a node that is cut off: it neither ends nor goes on.
        signal("STOP", agents.getFirst());
        assertThat(stage.agent.waitFor(150, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.agent.exitValue()).isEqualTo(3);
        assertThat(stage.server.lastState()).isEqualTo(AttemptState.RUNNING);
        assertThat(stage.server.log()).contains("[dure] rank 1 has not been heard of for 90 seconds");
        signal("CONT", agents.getFirst());
        assertThat(agents.getFirst().waitFor(150, TimeUnit.SECONDS)).isTrue();
        assertThat(agents.getFirst().exitValue()).isEqualTo(3);
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private List<String> seat(int rank) {
        return List.of(
                "--gang",
                folder.resolve("gang").toString(),
                "--rank",
                Integer.toString(rank),
                "--address",
                "127.0.0.1");
    }

    private void run(String python) throws IOException {
        stage.file("main.py", python);
        stage.start("/usr/bin/python3", "main.py");
        startOther();
    }

    private void startOther() throws IOException {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        line.addAll(List.of(
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        line.addAll(
                List.of("org.dure.agent.Agent", "--server", stage.server.url().toString()));
        line.addAll(List.of(
                "--attempt",
                stage.attempt.toString(),
                "--token-file",
                folder.resolve("token").toString()));
        line.addAll(List.of("--work", stage.work().toString()));
        line.addAll(seat(1));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent-1.log").toFile());
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
        agents.add(builder.start());
    }

    private void end() throws Exception {
        stage.end(120);
        assertThat(agents.getFirst().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agents.getFirst().exitValue())
                .as(Files.readString(folder.resolve("agent-1.log")))
                .isZero();
    }
}
