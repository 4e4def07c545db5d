package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions in images that the agent builds from a Containerfile, on a base of this machine's own shell.
class BuiltImageTest {

    private static final String BASE =
            "localhost/dure-base-test-" + ProcessHandle.current().pid() + ":1";

    @TempDir
    static Path images;

    private static String tool;

    @TempDir
    Path folder;

    private final UUID project = UUID.randomUUID();
    private Stage stage;

    @BeforeAll
    static void base() throws Exception {
        tool = Stage.imageStore();
        run("""
                set -e
                mkdir -p root/etc root/usr/bin; cd root
                for name in sh cat ls id chown mkdir ln rm sleep; do
                    cp -L "$(command -v "$name")" usr/bin/
                    ldd "$(command -v "$name")" | grep -o '/[^ ]*' | while read -r library; do
                        mkdir -p "./$(dirname "$library")"; cp -Ln "$library" "./$library"
                    done
                done
                ln -s usr/bin bin; echo 'of the base' > etc/marker
                tar -cf ../image.tar .
                """);
        run(tool + " import --change 'ENV PATH=/usr/bin' image.tar " + BASE);
    }

    @AfterAll
    static void gone() throws Exception {
        if (tool != null) {
            run(tool + " rmi --force " + BASE);
        }
    }

    @BeforeEach
    void set() throws Exception {
        stage = stage("first");
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void its_steps_take_effect_and_are_not_run_twice() throws Exception {
        String file = "FROM " + BASE + "\n" + """
                ENV GREETING="hello you"
                WORKDIR /app
                COPY words.txt tool.sh ./
                RUN echo "$GREETING from $(id -u) in $PWD" > made && chown 5:5 made && mkdir -m 700 closed \\
                    && echo deep > closed/file && echo now /tmp && echo kept > /tmp/kept
                RUN cat /tmp/kept
                """;
        containerfile(stage, file);
        stage.file("words.txt", "words of the program\n");
        stage.file("tool.sh", "#!/bin/sh\necho the tool runs\n");
        String program = """
                echo "$GREETING"; cat /app/made /app/words.txt /app/closed/file /etc/marker; /app/tool.sh; id -u
                echo x 2>/dev/null > /app/made && echo WRITES || echo read-only
                """;
        stage.requirements = "nothing==1\n";
        stage.shell(program).end();

        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("step 1 of 4: WORKDIR /app", "step 4 of 4: RUN cat /tmp/kept\nkept\n")
                .contains("hello you\nhello you from 0 in /app\nwords of the program\ndeep\nof the base\nthe tool runs")
                .contains("\n1000\nread-only", "requirements.txt is not installed")
                .doesNotContain("WRITES");

        try (Stage second = stage("second")) {
            containerfile(second, "# another day\n" + file);
            second.file("words.txt", "words of the program\n");
            second.file("tool.sh", "#!/bin/sh\necho the tool runs\n");
            second.file("train.py", "no step takes it");
            second.shell(program).end();

            assertThat(second.server.log())
                    .contains("using the image built before", "the tool runs")
                    .doesNotContain("step 1");
        }
        try (Stage other = stage("other")) {
            other.project = UUID.randomUUID();
            containerfile(other, "FROM " + BASE + "\nRUN false");
            other.shell("true").end();

            assertThat(other.cause())
                    .isEqualTo("line 2 of Containerfile failed: RUN false: exit code 1: it has printed nothing");
        }
    }

    @Test
    void a_step_that_fails_is_named_with_its_last_words_and_leaves_nothing() throws Exception {
        containerfile(stage, "FROM " + BASE + "\nRUN true\nRUN echo one; echo no such package >&2; exit 7\n");
        stage.shell("true").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause())
                .isEqualTo(
                        "line 3 of Containerfile failed: RUN echo one; echo no such package >&2; exit 7: exit code 7:"
                                + " one; no such package");
        assertThat(stage.server
                        .states
                        .getLast()
                        .autopsy()
                        .finding()
                        .parts()
                        .getFirst()
                        .code())
                .isEqualTo("IMAGE_NOT_BUILT");
        assertThat(built()).noneMatch(Files::isDirectory);
        try (Stage broken = stage("broken")) {
            containerfile(broken, "FROM " + BASE + "\nRUN true\nCOPY none /x\n");
            broken.shell("true").end();
            assertThat(broken.cause()).isEqualTo("line 3 of Containerfile: the program's folder has no none");
            assertThat(broken.server.log()).doesNotContain("step 1");
        }
    }

    @Test
    void what_one_stage_makes_another_takes_and_is_built_once() throws Exception {
        String file = "FROM " + BASE + " AS build\n" + """
                WORKDIR /out
                COPY words.txt deep/
                RUN echo made > made && ln -s made link && ln -s /out/made deep/absolute && echo x > 'a b'
                FROM %s AS unused
                RUN false
                FROM %s
                COPY --from=build /out /app
                COPY --from=0 --chmod=700 /out/link /out/a* /more/
                COPY --from=build /out/link /new/name
                RUN ln -s /app /linked && ls -l /more
                COPY --from=%s /etc/marker /linked/deep
                """.formatted(BASE, BASE, BASE);
        String program = """
                ls /app /more; cat /app/made /app/deep/words.txt /app/deep/marker /more/link /new/name
                ls -ld /app/link /app/deep/absolute /app/made; [ -e /out ] && echo left || echo not left
                """;
        containerfile(stage, file);
        stage.file("words.txt", "words of the program\n");
        stage.shell(program).end();

        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("Containerfile, stage build: the image is built", "step 2 of 5: COPY --from=0 --chmod=700")
                .contains("made\nwords of the program\nof the base\nmade\nmade\n", "a b\nlink\n", "not left")
                .contains("/app/link -> made", "/app/deep/absolute -> /out/made", "-rwx------")
                .doesNotContain("RUN false");

        try (Stage second = stage("second")) {
            containerfile(second, file + "RUN echo more\n");
            second.file("words.txt", "words of the program\n");
            second.shell("true").end();
            assertThat(second.server.log())
                    .contains("Containerfile, stage build: using the image built before", "step 6 of 6")
                    .doesNotContain("WORKDIR /out");
        }
        try (Stage broken = stage("broken")) {
            containerfile(broken, "FROM " + BASE + " AS a\nFROM " + BASE + "\nCOPY --from=a /etc/none* /x\n");
            broken.shell("true").end();
            assertThat(broken.cause())
                    .isEqualTo("line 3 of Containerfile failed: COPY --from=a /etc/none* /x: exit code 1:"
                            + " the image that it copies from has no /etc/none*");
        }
    }

    @Test
    void a_stage_cannot_lead_a_later_one_out_of_its_image() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "SECRET");
        Path outside = Stage.open(folder.resolve("outside"));
        containerfile(stage, "FROM " + BASE + " AS evil\n" + """
                RUN ln -s %1$s /secret && ln -s ../../../../../../..%1$s /up && mkdir /d && ln -s %2$s /d/out && ln -s %1$s /d/secret
                FROM %3$s
                COPY --from=evil /d /d
                RUN cat /d/secret || echo nothing there
                RUN mkdir -p /copy && ln -s %2$s /copy/out
                COPY --from=evil /up /copy/out/up
                """.formatted(secret, outside, BASE));
        stage.shell("true").end();

        assertThat(stage.cause()).as(stage.story()).startsWith("line 7 of Containerfile failed: COPY");
        assertThat(stage.server.log()).contains("nothing there").doesNotContain("SECRET");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void a_hostile_step_gets_nothing_of_the_node() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "SECRET");
        Path outside = Stage.open(folder.resolve("outside"));
        Path loader = Path.of("/lib64/ld-linux-x86-64.so.2").toRealPath();
        String node = "/run/node" + loader + " --library-path /run/node" + loader.getParent() + " /run/node/usr/bin/";
        HttpServer index = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        index.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        index.start();
        int port = index.getAddress().getPort();
        stage.flags = Stream.concat(
                        stage.flags.stream(), Stream.of("--package-index", "http://127.0.0.1:" + port + "/simple"))
                .toList();
        containerfile(stage, "FROM " + BASE + "\n" + """
                RUN cat %1$s /proc/1/root%1$s /etc/shadow || ls /home %2$s || ls /run/secrets /data || echo nothing there
                RUN cat /proc/self/status; echo x > %2$s/mark || echo x > /run/node/usr/mark || echo cannot write
                RUN echo | %3$ssocat -t2 - TCP:127.0.0.1:%4$d || echo no way to the node
                RUN echo | %3$ssocat -t2 - TCP:192.0.2.1:80 || echo no way to the world
                RUN echo 'GET /api/2.0/mlflow/x HTTP/1.1\\r\\n\\r' | %3$ssocat -t2 - TCP:127.0.0.1:5000
                RUN echo 'GET http://127.0.0.1:%4$d/x HTTP/1.1\\r\\nHost: x\\r\\n\\r' | %3$ssocat -t2 - TCP:127.0.0.1:5000
                RUN echo 'GET http://127.0.0.1:%5$d/x HTTP/1.1\\r\\nHost: x\\r\\n\\r' | %3$ssocat -t2 - TCP:127.0.0.1:5000
                RUN rm -rf /app && ln -s %2$s /app
                COPY Containerfile /app/mark
                """.formatted(secret, outside, node, port, stage.server.port()));
        stage.shell("true").end();
        index.stop(0);

        assertThat(stage.cause()).as(stage.story()).startsWith("line 10 of Containerfile failed: COPY");
        assertThat(stage.server.log())
                .contains("nothing there", "cannot write", "no way to the node", "no way to the world")
                .contains("CapPrm:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2")
                .contains("HTTP/1.1 405 this is a proxy for building an image", "HTTP/1.1 200 OK", "HTTP/1.1 403")
                .contains("this session may not reach 127.0.0.1: its project allows no hosts")
                .doesNotContain("SECRET");
        assertThat(outside).isEmptyDirectory();
        assertThat(stage.server.forwarded).isEmpty();
    }

    @Test
    void a_step_that_takes_too_much_is_ended() throws Exception {
        stage.needs = new WorkOrder.Needs(1, 64L << 20, List.of());
        stage.limits = new WorkOrder.Limits(60, 16, 64L << 20, 1);
        containerfile(stage, "FROM " + BASE + "\n" + """
                RUN (bomb() { bomb | bomb & }; bomb) || :; echo survived
                RUN cat /dev/zero > /dev/shm/all
                """);
        stage.shell("true").end();

        assertThat(stage.cause())
                .startsWith("line 3 of Containerfile failed: RUN cat /dev/zero > /dev/shm/all: used more than 64 MiB");
    }

    @Test
    @Tag("long")
    void two_sessions_build_once_and_a_killed_agent_leaves_no_half_image() throws Exception {
        String file = "FROM " + BASE + "\nRUN echo building && sleep 1\nRUN echo built > /made\n";
        containerfile(stage, file);
        stage.shell("cat /made");
        stage.await("the first step", () -> stage.server.log().contains("building"));
        stage.agent.destroyForcibly().waitFor();
        assertThat(built().filter(Files::isDirectory))
                .allMatch(path -> path.toString().endsWith(".unfinished"));

        try (Stage second = stage("second");
                Stage third = stage("third")) {
            containerfile(second, file);
            containerfile(third, file);
            second.shell("cat /made");
            third.shell("cat /made");
            second.end();
            third.end();

            assertThat(List.of(second.cause(), third.cause())).containsOnly("exit code 0");
            assertThat(List.of(second.server.log(), third.server.log()))
                    .allMatch(log -> log.endsWith("built\n"))
                    .filteredOn(log -> log.contains("step 1 of 2"))
                    .hasSize(1);
        }
        assertThat(built().filter(Files::isDirectory))
                .hasSize(1)
                .noneMatch(path -> path.toString().endsWith(".unfinished"));
    }

    private Stage stage(String name) throws IOException {
        Stage made = new Stage(folder.resolve(name));
        made.project = project;
        made.flags = List.of("--environments", images.resolve("environments").toString());
        return made;
    }

    private static void containerfile(Stage stage, String text) throws IOException {
        stage.containerfile = "Containerfile";
        stage.file("Containerfile", text);
    }

    /// What this test's project has.
    private Stream<Path> built() throws IOException {
        return Files.list(images.resolve("environments/built/" + project));
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(images.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(said);
        }
        return said;
    }
}
