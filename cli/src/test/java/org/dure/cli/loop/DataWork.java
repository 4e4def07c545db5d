package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dure.base.Sha256;
import tools.jackson.databind.JsonNode;

/// Uploads files and makes versions of them.
final class DataWork implements Work {

    private static final int FILES = 3;
    private static final int BYTES_MOST = 20_000;
    private static final long PAUSE_MS = 100;

    private final Client client;
    private final Random random;
    private final String dataset;

    /// Version number → path → SHA-256.
    private final Map<Integer, Map<String, String>> acknowledged = new LinkedHashMap<>();

    DataWork(Client client, String project, long seed) throws InterruptedException {
        this.client = client;
        this.random = new Random(seed);
        this.dataset = client.post(project + "/datasets", Map.of("name", "kept", "description", ""))
                .path("id")
                .asString();
    }

    @Override
    public void step() throws InterruptedException {
        String upload = client.post("/api/v1/datasets/" + dataset + "/uploads", Map.of())
                .path("id")
                .asString();
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[1 + random.nextInt(BYTES_MOST)];
            random.nextBytes(bytes);
            String sha256 = Sha256.of(bytes).toString();
            JsonNode stored = client.send(
                    "PUT",
                    "/api/v1/uploads/" + upload + "/files?part=train&path=" + i + ".bin&sha256=" + sha256,
                    bytes,
                    "application/octet-stream");
            assertThat(stored.path("sha256").asString()).isEqualTo(sha256);
            files.put(i + ".bin", sha256);
        }
        JsonNode version = client.post("/api/v1/uploads/" + upload + "/commit", Map.of("note", "of " + upload));
        acknowledged.put(version.path("number").asInt(), files);
        Thread.sleep(PAUSE_MS);
    }

    @Override
    public void verify() throws InterruptedException {
        assertThat(acknowledged).as("versions acknowledged").isNotEmpty();
        String versions = "/api/v1/datasets/" + dataset + "/versions/";
        for (Map.Entry<Integer, Map<String, String>> version : acknowledged.entrySet()) {
            Map<String, String> listed = new TreeMap<>();
            client.get(versions + version.getKey() + "/files?part=train")
                    .path("items")
                    .forEach(file -> listed.put(
                            file.path("path").asString(), file.path("sha256").asString()));
            assertThat(listed).as("the files of version %d", version.getKey()).isEqualTo(version.getValue());
            for (Map.Entry<String, String> file : version.getValue().entrySet()) {
                byte[] bytes = client.bytes(versions + version.getKey() + "/content?part=train&path=" + file.getKey());
                assertThat(Sha256.of(bytes).toString())
                        .as("%s of version %d", file.getKey(), version.getKey())
                        .isEqualTo(file.getValue());
            }
        }
        int latest =
                client.get("/api/v1/datasets/" + dataset).path("latest_version").asInt();
        assertThat(latest).as("no version was made twice").isEqualTo(acknowledged.size());
    }

    @Override
    public String figures() {
        return acknowledged.size() + " dataset versions with " + FILES * acknowledged.size() + " files";
    }
}
