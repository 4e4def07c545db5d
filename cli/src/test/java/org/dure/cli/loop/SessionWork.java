package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/// Submits one session after another and reads its log along.
final class SessionWork implements Work {

    static final int LINES = 30;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "STOPPED", "LOST");

    /// `sleep` between the lines, so that a kill meets the program at work.
    private static final String PROGRAM = """
            i=1
            while [ $i -le %d ]; do
              echo "line $i"
              echo "dure: {\\"step\\": $i, \\"loss\\": 0.5}"
              sleep 0.1
              i=$((i + 1))
            done
            echo "all $((i - 1)) lines" > /output/result.txt
            """.formatted(LINES);

    private final Client client;
    private final String project;
    private final String program;

    /// Session → number of the chunk → attempt and text, as they were read while the session ran.
    private final Map<String, Map<Long, JsonNode>> acknowledged = new LinkedHashMap<>();

    private int lostForGood;
    private int attempts;

    SessionWork(Client client, String project) throws InterruptedException, IOException {
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
                "counting",
                "program",
                Map.of("program_id", program, "command", List.of("/bin/sh", "main.sh")),
                "needs",
                Map.of("cpus", 1, "memory_bytes", 64 << 20));
        String key = UUID.randomUUID().toString();
        String id = client.post(project + "/sessions", order, Map.of("Idempotency-Key", key))
                .path("id")
                .asString();
        Map<Long, JsonNode> seen = new TreeMap<>();
        acknowledged.put(id, seen);
        JsonNode ended = null;
        long giveUp = System.nanoTime() + LIMIT.toNanos();
        while (ended == null) {
            Thread.sleep(200);
            JsonNode session = client.get("/api/v1/sessions/" + id);
            read(id, seen);
            if (ENDED.contains(session.path("state").asString())) {
                ended = session;
            }
            assertThat(System.nanoTime())
                    .as("session %s has not ended in time: %s", id, session)
                    .isLessThan(giveUp);
        }
        checkEnd(id, ended);
    }

    /// LOST is the end of three lost attempts alone.
    private void checkEnd(String id, JsonNode session) throws InterruptedException {
        attempts += session.path("attempt").asInt();
        if (session.path("state").asString().equals("LOST")) {
            assertThat(session.path("attempt").asInt()).isGreaterThanOrEqualTo(3);
            lostForGood++;
            return;
        }
        assertThat(session.path("state").asString())
                .as("session %s, its steps: %s", id, client.get("/api/v1/sessions/" + id + "/transitions"))
                .isEqualTo("SUCCEEDED");
    }

    private void read(String id, Map<Long, JsonNode> into) throws InterruptedException {
        while (true) {
            long after = into.keySet().stream().mapToLong(each -> each).max().orElse(0);
            JsonNode page = client.get("/api/v1/sessions/" + id + "/logs?limit=500&after=" + after);
            page.path("items").forEach(chunk -> into.put(chunk.path("number").asLong(), chunk));
            if (page.path("items").isEmpty()) {
                return;
            }
        }
    }

    @Override
    public void verify() throws InterruptedException {
        assertThat(acknowledged).as("sessions acknowledged").isNotEmpty();
        for (Map.Entry<String, Map<Long, JsonNode>> session : acknowledged.entrySet()) {
            String id = session.getKey();
            Map<Long, JsonNode> log = new TreeMap<>();
            read(id, log);
            assertThat(log).as("the log of %s", id).containsAllEntriesOf(session.getValue());
            assertThat(log.keySet())
                    .as("the log of %s has no gap", id)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, log.size())
                            .mapToObj(Long::valueOf)
                            .toList());
            JsonNode state = client.get("/api/v1/sessions/" + id);
            if (state.path("state").asString().equals("SUCCEEDED")) {
                verifySucceeded(id, state.path("attempt").asInt(), log);
            }
        }
    }

    private void verifySucceeded(String id, int attempt, Map<Long, JsonNode> log) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        log.values().stream()
                .filter(chunk -> chunk.path("attempt").asInt() == attempt)
                .forEach(chunk -> text.append(chunk.path("text").asString()));
        List<String> lines =
                text.toString().lines().filter(line -> line.startsWith("line ")).toList();
        assertThat(lines)
                .as("the lines of the last attempt of %s", id)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(number -> "line " + number)
                        .toList());
        byte[] output = client.bytes("/api/v1/sessions/" + id + "/outputs/content?path=result.txt");
        assertThat(new String(output, StandardCharsets.UTF_8)).isEqualTo("all " + LINES + " lines\n");
        JsonNode runs = client.get(project + "/runs?session=" + id).path("items");
        assertThat(runs.size()).as("the runs of %s: %s", id, runs).isEqualTo(1);
        verifyLoss(runs.get(0).path("id").asString(), attempt);
    }

    /// Every step is there, and of a program that was never started again each once.
    private void verifyLoss(String run, int attempt) throws InterruptedException {
        List<Long> steps = new ArrayList<>();
        client.get("/api/2.0/mlflow/metrics/get-history?metric_key=loss&run_id=" + run)
                .path("metrics")
                .forEach(metric -> steps.add(metric.path("step").asLong()));
        assertThat(attempt == 1 ? steps : steps.stream().distinct().toList())
                .as("the steps of run %s after %d attempts", run, attempt)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, LINES).boxed().toList());
    }

    Set<String> ids() {
        return acknowledged.keySet();
    }

    @Override
    public String figures() {
        return acknowledged.size() + " sessions in " + attempts + " attempts, " + lostForGood + " lost for good";
    }
}
