package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Submits sessions that save a checkpoint at every step and go on from one; every other one is paused on its way and
/// resumed.
final class ResumeWork implements Work {

    private static final int STEPS = 40;
    /// Checkpoints of a session that the platform keeps.
    private static final int KEPT = 3;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "STOPPED", "LOST");

    /// What stands in `step` is done; the mark comes after it.
    private static final String PROGRAM = """
            i=1
            [ -f /checkpoint/step ] && i=$(($(cat /checkpoint/step) + 1))
            echo "from $i"
            while [ $i -le %d ]; do
              echo $i > /checkpoint/new
              mv /checkpoint/new /checkpoint/step
              rm -f /checkpoint/.save
              : > /checkpoint/.ready
              sleep 0.1
              i=$((i + 1))
            done
            echo "$((i - 1))" > /output/steps.txt
            """.formatted(STEPS);

    private final Platform platform;
    private final Client client;
    private final String project;
    private final String program;
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private int resumed;
    private int paused;

    ResumeWork(Platform platform, Client client, String project) throws IOException, InterruptedException {
        this.platform = platform;
        this.client = client;
        this.project = project;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("main.sh"));
            zip.write(PROGRAM.getBytes(StandardCharsets.UTF_8));
        }
        program = client.send("POST", project + "/programs", bytes.toByteArray(), "application/octet-stream")
                .path("id")
                .asString();
    }

    @Override
    public void step() throws InterruptedException {
        Map<String, Object> order = Map.of(
                "name",
                "resuming",
                "program",
                Map.of("program_id", program, "command", List.of("/bin/sh", "main.sh")),
                "needs",
                Map.of("cpus", 1, "memory_bytes", 64 << 20));
        String id = client.post(
                        project + "/sessions",
                        order,
                        Map.of("Idempotency-Key", UUID.randomUUID().toString()))
                .path("id")
                .asString();
        acknowledged.add(id);
        if (acknowledged.size() % 2 == 0) {
            pauseAndResume(id);
        }
        String state = Await.until(LIMIT, () -> {
            String now = client.get("/api/v1/sessions/" + id).path("state").asString();
            return ENDED.contains(now) ? now : null;
        });
        assertThat(state).as("session %s ends in time", id).isIn("SUCCEEDED", "LOST");
    }

    /// A session that is held back stays where it is, whoever is killed.
    private void pauseAndResume(String id) throws InterruptedException {
        String session = "/api/v1/sessions/" + id;
        Await.until(LIMIT, () -> {
            JsonNode now = client.get(session);
            return now.path("started_at").isString()
                            || ENDED.contains(now.path("state").asString())
                    ? now
                    : null;
        });
        String state = Await.until(LIMIT, () -> isPausedOrOver(session) ? stateAtRest(session) : null);
        assertThat(state).as("session %s makes room in time", id).isNotNull();
        if ("WAITING".equals(state)) {
            Thread.sleep(1_500);
            assertThat(client.get(session).path("state").asString())
                    .as("session %s, which is paused", id)
                    .isEqualTo("WAITING");
            client.post(session + "/resume", Map.of());
            paused++;
        }
    }

    private @Nullable String stateAtRest(String session) throws InterruptedException {
        String now = client.get(session).path("state").asString();
        return ENDED.contains(now) || now.equals("WAITING") ? now : null;
    }

    private boolean isPausedOrOver(String session) throws InterruptedException {
        try {
            byte[] body = "{\"reason\": \"room for others\"}".getBytes(StandardCharsets.UTF_8);
            int status = client.once("POST", session + "/pause", body, Map.of()).statusCode();
            return status == 200 || status == 409;
        } catch (IOException unanswered) {
            return false;
        }
    }

    @Override
    public void verify() throws Exception {
        assertThat(acknowledged).as("sessions that save checkpoints").isNotEmpty();
        try (Connection database = platform.database()) {
            for (String id : acknowledged) {
                verify(database, id);
            }
        }
    }

    /// An attempt begins right after what the last checkpoint holds that was acknowledged to the ones before it.
    private void verify(Connection database, String id) throws Exception {
        JsonNode session = client.get("/api/v1/sessions/" + id);
        Map<Integer, Integer> begins = begins(id);
        for (int attempt = 1; attempt <= session.path("attempt").asInt(); attempt++) {
            Integer begun = begins.get(attempt);
            if (begun != null) {
                OptionalInt done = stepOfLastCheckpoint(database, id, attempt);
                if (done.isPresent()) {
                    assertThat(begun)
                            .as("where attempt %d of %s begins, after step %d was kept", attempt, id, done.getAsInt())
                            .isEqualTo(done.getAsInt() + 1);
                }
                resumed += begun > 1 ? 1 : 0;
            }
        }
        if (session.path("state").asString().equals("SUCCEEDED")) {
            byte[] steps = client.bytes("/api/v1/sessions/" + id + "/outputs/content?path=steps.txt");
            assertThat(new String(steps, StandardCharsets.UTF_8)).isEqualTo(STEPS + "\n");
        }
    }

    /// The step at which each attempt began; an attempt that was killed early has said none.
    private Map<Integer, Integer> begins(String id) throws InterruptedException {
        Map<Integer, StringBuilder> said = new TreeMap<>();
        long after = 0;
        while (true) {
            JsonNode page = client.get("/api/v1/sessions/" + id + "/logs?limit=500&after=" + after)
                    .path("items");
            if (page.isEmpty()) {
                break;
            }
            for (JsonNode chunk : page) {
                said.computeIfAbsent(chunk.path("attempt").asInt(), attempt -> new StringBuilder())
                        .append(chunk.path("text").asString());
                after = chunk.path("number").asLong();
            }
        }
        Map<Integer, Integer> begins = new TreeMap<>();
        said.forEach((attempt, text) -> text.toString()
                .lines()
                .filter(line -> line.matches("from \\d+"))
                .findFirst()
                .ifPresent(line -> begins.put(attempt, Integer.parseInt(line.substring(5)))));
        return begins;
    }

    /// 0 where no attempt before `attempt` had one acknowledged; empty where that is not known any longer, because the
    /// later ones have pushed theirs out.
    private OptionalInt stepOfLastCheckpoint(Connection database, String id, int attempt)
            throws SQLException, IOException, InterruptedException {
        List<String> last = Rows.strings(database, """
                select c.sha256 from compute.checkpoint c join compute.attempt a on a.id = c.attempt_id
                where a.session_id = '%s' and a.number < %d order by a.number desc, c.number desc limit 1
                """.formatted(id, attempt));
        if (last.isEmpty()) {
            List<String> later = Rows.strings(database, """
                    select c.sha256 from compute.checkpoint c join compute.attempt a on a.id = c.attempt_id
                    where a.session_id = '%s' and a.number >= %d
                    """.formatted(id, attempt));
            return later.size() < KEPT ? OptionalInt.of(0) : OptionalInt.empty();
        }
        List<String> command = new ArrayList<>(
                List.of("tar", "-xOf", platform.object(last.getFirst()).toString()));
        command.addAll(List.of("--wildcards", "*step"));
        Process tar = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String step = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(tar.waitFor())
                .as("the checkpoint %s can be read", last.getFirst())
                .isZero();
        return OptionalInt.of(Integer.parseInt(step));
    }

    Set<String> ids() {
        return acknowledged;
    }

    @Override
    public String figures() {
        return acknowledged.size() + " sessions with checkpoints, " + resumed + " attempts went on from one, " + paused
                + " made room and were resumed";
    }
}
