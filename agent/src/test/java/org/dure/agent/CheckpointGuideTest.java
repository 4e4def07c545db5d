package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dure.base.Sha256;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.Heartbeat;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The snippets of `docs/guide/checkpoints.md`, run as they stand there.
class CheckpointGuideTest {

    private static final Path GUIDE = Path.of("../docs/guide/checkpoints.md");
    private static final Pattern SNIPPET = Pattern.compile("```(\\w+ \\w+)\n(.*?)```", Pattern.DOTALL);
    private static final int LINES_MOST = 20;

    private static final Map<String, List<String>> COMMANDS = Map.of(
            "python plain", List.of("/usr/bin/python3", "train.py"),
            "python helper", List.of("/usr/bin/python3", "train.py"),
            "java plain", List.of("/opt/jdk/bin/java", "-Xmx64m", "Train.java"));

    @TempDir
    Path folder;

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"python plain", "python helper", "java plain"})
    void a_snippet_saves_when_asked_and_goes_on_from_there(String kind) throws Exception {
        List<String> command = COMMANDS.get(kind);
        byte[] tar;
        try (Stage stage = new Stage(folder.resolve("first"))) {
            write(stage, kind, command.getLast());
            stage.start(command.toArray(String[]::new));
            stage.await("the program", () -> stage.server.log().contains("from step 0"));
            stage.server.answer = new Heartbeat.Answer(Heartbeat.Order.PREEMPT, "room for others", 60);
            stage.end();
            assertThat(stage.cause()).startsWith("made room after it had saved checkpoint");
            tar = stage.server.checkpoints.get(stage.server.checkpoints.size());
        }
        try (Stage next = new Stage(folder.resolve("next"))) {
            write(next, kind, command.getLast());
            next.server.checkpoints.put(1, tar);
            next.checkpoint =
                    new WorkOrder.Checkpoint(1, tar.length, Sha256.of(tar).hex());
            next.start(command.toArray(String[]::new)).end();
            assertThat(next.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(next.server.log()).containsPattern("from step [1-9]").contains("trained to step 1000");
        }
    }

    @Test
    void those_that_are_not_run_at_least_parse_and_none_is_long() throws Exception {
        for (Map.Entry<String, String> snippet : snippets().entrySet()) {
            assertThat(snippet.getValue().lines().count()).as(snippet.getKey()).isLessThanOrEqualTo(LINES_MOST);
            if (snippet.getKey().startsWith("python")) {
                Path file = Files.writeString(folder.resolve("snippet.py"), snippet.getValue());
                Process parse = new ProcessBuilder(
                                "python3",
                                "-c",
                                "import ast, sys; ast.parse(open(sys.argv[1]).read())",
                                file.toString())
                        .inheritIO()
                        .start();
                assertThat(parse.waitFor()).as(snippet.getKey()).isZero();
            }
        }
    }

    private static void write(Stage stage, String kind, String name) throws IOException {
        stage.file(name, snippets().get(kind));
        Path helper = Stage.open(stage.program.resolve("dure"));
        try (Stream<Path> sources = Files.list(Path.of("../sdk/python/src/dure"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".py")).toList()) {
                stage.file(helper.getFileName() + "/" + source.getFileName(), Files.readString(source));
            }
        }
    }

    private static Map<String, String> snippets() throws IOException {
        Map<String, String> found = new java.util.TreeMap<>();
        Matcher matcher = SNIPPET.matcher(Files.readString(GUIDE));
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2));
        }
        assertThat(found).hasSize(6);
        return found;
    }
}
