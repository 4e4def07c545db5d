package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dure.agent.sandbox.NodeCheck;
import org.dure.base.agent.AttemptState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages from a small index of the test's own, installed by the node's real pip.
class EnvironmentsTest {

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final UUID project = UUID.randomUUID();
    private HttpServer index;

    @BeforeEach
    void open() throws Exception {
        Assumptions.assumeTrue(NodeCheck.pythonLacks().isEmpty(), () -> "no pip here: " + NodeCheck.pythonLacks());
        index = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        index.createContext("/", this::answer);
        index.start();
    }

    @AfterEach
    void close() {
        index.stop(0);
    }

    @Test
    void packages_are_installed_once_for_a_project_and_mounted() throws Exception {
        try (Stage first = stage("first", "greeting==1.0\n")) {
            first.start("/usr/bin/python3", "-c", "import greeting; print(greeting.WORD, greeting.__file__)")
                    .end();
            assertThat(first.cause()).isEqualTo("exit code 0");
            assertThat(first.server.log()).contains("Successfully installed greeting-1.0", "hello /opt/env/packages/");
        }
        int questions = asked.size();
        assertThat(questions).isPositive();
        try (Stage second = stage("second", "greeting==1.0\n")) {
            second.start("greet").end();
            assertThat(second.server.log()).contains("using the packages installed before", "hello from a script");
        }
        assertThat(asked).hasSize(questions);
    }

    @Test
    void packages_that_no_session_uses_make_room_for_others_and_the_log_says_so() throws Exception {
        try (Stage first = stage("first", "greeting==1.0\n");
                Stage second = stage("second", "# of another day\ngreeting==1.0\n")) {
            first.start("greet").end();
            second.flags = Stream.concat(second.flags.stream(), Stream.of("--environments-bytes", "1"))
                    .toList();
            second.start("greet").end();

            assertThat(first.server.log()).doesNotContain("removed");
            assertThat(second.server.log())
                    .contains("on this node within 1 bytes, 1 that nobody uses is removed", "hello from a script");
        }
        try (Stream<Path> kept = Files.list(folder.resolve("environments/" + project))) {
            assertThat(kept.map(path -> path.getFileName().toString()))
                    .filteredOn(name -> name.matches("[0-9a-f]{64}"))
                    .hasSize(1);
        }
    }

    @Test
    void a_package_that_does_not_exist_is_told_in_pips_words() throws Exception {
        try (Stage stage = stage("missing", "no-such-package\n")) {
            stage.shell("true").end();

            assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
            assertThat(stage.cause())
                    .startsWith("requirements.txt could not be installed:")
                    .contains("No matching distribution found for no-such-package");
        }
    }

    @Test
    void a_requirement_cannot_reach_another_place_than_the_index() throws Exception {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        List<String> reached = new CopyOnWriteArrayList<>();
        elsewhere.createContext("/", exchange -> {
            reached.add(exchange.getRequestURI().toString());
            answer(exchange);
        });
        elsewhere.start();
        try (Stage stage = stage(
                "elsewhere",
                "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/greeting-1.0-py3-none-any.whl\n")) {
            stage.shell("true").end();

            assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
            assertThat(stage.server.log()).contains("403");
            assertThat(reached).isEmpty();
        } finally {
            elsewhere.stop(0);
        }
    }

    private Stage stage(String name, String requirements) throws IOException {
        Stage stage = new Stage(folder.resolve(name));
        stage.requirements = requirements;
        stage.project = project;
        stage.flags = List.of(
                "--environments",
                folder.resolve("environments").toString(),
                "--package-index",
                "http://127.0.0.1:" + index.getAddress().getPort() + "/simple");
        return stage;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        byte[] body = path.endsWith(".whl")
                ? wheel()
                : "<a href=\"/files/greeting-1.0-py3-none-any.whl\">greeting-1.0-py3-none-any.whl</a>"
                        .getBytes(StandardCharsets.UTF_8);
        boolean known = path.equals("/simple/greeting/") || path.endsWith(".whl");
        exchange.getResponseHeaders().set("Content-Type", path.endsWith(".whl") ? "application/zip" : "text/html");
        exchange.sendResponseHeaders(known ? 200 : 404, known ? body.length : -1);
        if (known) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static byte[] wheel() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("greeting.py", "WORD = 'hello'\ndef main():\n    print('hello from a script')\n");
        files.put("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n");
        files.put(
                "greeting-1.0.dist-info/WHEEL",
                "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        files.put("greeting-1.0.dist-info/entry_points.txt", "[console_scripts]\ngreet = greeting:main\n");
        files.put("greeting-1.0.dist-info/RECORD", String.join(",,\n", files.keySet()) + ",,\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
