package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dure.server.Api;
import tools.jackson.databind.JsonNode;

/// A run that event files are sent to, and what becomes of them.
record EventFileRun(Api.Caller member, Wire wire, String run) {

    static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    /// In a project of its own.
    static EventFileRun of(Api api) {
        Api.Caller member = api.member(api.newProject(), "MEMBER");
        Wire wire = Wire.of(member, "event files");
        return new EventFileRun(member, wire, wire.newRun(""));
    }

    void put(String path, byte[] bytes) {
        member.sendBytes("PUT", ARTIFACTS + wire.experiment() + "/" + run + "/artifacts/" + path, null, bytes)
                .expect(200);
    }

    JsonNode tensorboard() {
        return member.get("/api/v1/runs/" + run + "/tensorboard").expect(200).json();
    }

    /// Once all files have been read.
    JsonNode read() throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            JsonNode found = tensorboard();
            List<String> states = found.path("files").findValuesAsString("state");
            if (states.stream().allMatch("READ"::equals)) {
                return found;
            }
            assertThat(Instant.now()).as(found.toString()).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    static JsonNode file(JsonNode found, String path) {
        return found.path("files").values().stream()
                .filter(file -> file.path("path").asString().equals(path))
                .findFirst()
                .orElseThrow();
    }

    static List<String> problems(JsonNode found) {
        return found.path("files").values().stream()
                .flatMap(file -> file.path("problems").values().stream())
                .map(problem -> problem.path("text").asString())
                .toList();
    }

    static List<String> keys(JsonNode found) {
        return found.path("metrics").findValuesAsString("key");
    }

    JsonNode series(String key) {
        return member.get("/api/v1/runs/" + run + "/series").expect(200).json().path("items").values().stream()
                .filter(series -> series.path("key").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    double last(String key) {
        return series(key).path("last").path("value").doubleValue();
    }
}
