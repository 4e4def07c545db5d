package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// What the pages read of runs, below `/api/v1`.
@ServerTest
@Import(Api.class)
class RunPagesTest {

    @Autowired
    Api api;

    private String project;
    private Api.Caller member;
    private Wire wire;

    @BeforeEach
    void a_member_with_an_experiment() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        wire = Wire.of(member, "first");
    }

    private void logCurve(String run, int from, int to) {
        StringBuilder metrics = new StringBuilder();
        for (int step = from; step < to; step++) {
            double value = step == 700 ? 99 : Math.sin(step / 50.0);
            metrics.append(metrics.isEmpty() ? "" : ",")
                    .append("{\"key\":\"loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
                            .formatted(value, 1000 + step, step));
        }
        wire.log("{\"run_id\":\"%s\",\"metrics\":[%s]}".formatted(run, metrics));
    }

    @Test
    void the_runs_of_a_project_come_in_pages_with_what_they_logged() {
        String first = wire.newRun(",\"start_time\":1000");
        String second = wire.newRun(",\"start_time\":2000");
        wire.log(
                "{\"run_id\":\"%s\",\"params\":[{\"key\":\"lr\",\"value\":\"0.1\"}],\"metrics\":[{\"key\":\"m\",\"value\":\"NaN\",\"timestamp\":1}]}"
                        .formatted(second));
        String path = "/api/v1/projects/" + project + "/runs?limit=1";
        JsonNode page = member.get(path).expect(200).json();
        assertThat(page.path("items").get(0).path("id").asString()).isEqualTo(second);
        assertThat(page.path("items").get(0).path("params").path("lr").asString())
                .isEqualTo("0.1");
        assertThat(page.path("items")
                        .get(0)
                        .path("metrics")
                        .path("m")
                        .path("value")
                        .asString())
                .isEqualTo("NaN");
        page = member.get(path + "&after=" + page.path("next").asString())
                .expect(200)
                .json();
        assertThat(page.path("items").get(0).path("id").asString()).isEqualTo(first);
        assertThat(page.path("next").isNull()).isTrue();
    }

    @Test
    void a_series_sums_up_its_points() {
        String run = wire.newRun("");
        logCurve(run, 0, 1000);
        JsonNode series = member.get("/api/v1/runs/" + run + "/series")
                .expect(200)
                .json()
                .path("items")
                .get(0);
        assertThat(series.path("n").intValue()).isEqualTo(1000);
        assertThat(series.path("first").path("step").intValue()).isZero();
        assertThat(series.path("last").path("step").intValue()).isEqualTo(999);
        assertThat(series.path("max").path("value").doubleValue()).isEqualTo(99);
        assertThat(series.path("max").path("step").intValue()).isEqualTo(700);
        assertThat(series.path("min").path("value").doubleValue()).isBetween(-1.0, -0.99);
    }

    @Test
    void a_thinned_curve_keeps_its_ends_and_its_peak() {
        String run = wire.newRun("");
        logCurve(run, 0, 1000);
        JsonNode points = member.get("/api/v1/runs/" + run + "/points?key=loss&most=40")
                .expect(200)
                .json()
                .path("items");
        assertThat(points.size()).isBetween(20, 40);
        assertThat(points.get(0).path("step").intValue()).isZero();
        assertThat(points.get(points.size() - 1).path("step").intValue()).isEqualTo(999);
        assertThat(points.values().stream().map(point -> point.path("value").doubleValue()))
                .contains(99.0);
        assertThat(member.get("/api/v1/runs/" + run + "/points?key=loss&most=5000")
                        .expect(200)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1000);
        assertThat(member.get("/api/v1/runs/" + run + "/points?key=loss&most=1")
                        .expect(400)
                        .json()
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asString())
                .isEqualTo("most");
        member.get("/api/v1/runs/" + run + "/points?key=none").expect(404);
    }

    @Test
    void a_live_page_hears_of_new_points() throws IOException, InterruptedException {
        String run = wire.newRun("");
        logCurve(run, 0, 3);
        HttpRequest request = HttpRequest.newBuilder(api.uri("/api/v1/runs/" + run + "/stream"))
                .header("Authorization", "Bearer " + member.token())
                .build();
        HttpResponse<java.io.InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines).path("series").get(0).path("n").intValue()).isEqualTo(3);
            logCurve(run, 3, 5);
            JsonNode change = next(lines);
            assertThat(change.path("series").get(0).path("n").intValue()).isEqualTo(5);
            wire.post("/runs/update", "{\"run_id\":\"%s\",\"status\":\"FINISHED\"}".formatted(run))
                    .expect(200);
            assertThat(next(lines).path("status").asString()).isEqualTo("FINISHED");
        }
    }

    private static JsonNode next(BufferedReader lines) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith("data:")) {
                return Json.MAPPER.readTree(line.substring(5));
            }
        }
        throw new AssertionError("The stream ended: " + seen);
    }

    @Test
    void the_first_runs_that_have_pictures_are_found_among_many() {
        String none = wire.newRun(",\"start_time\":3000");
        String early = wire.newRun(",\"start_time\":1000");
        String late = wire.newRun(",\"start_time\":2000");
        put(none, "images.txt");
        put(early, "images/a+step+0+timestamp+1+x.png");
        put(late, "plots/b.JPG");
        put(late, "plots/b.svg");
        String query = "\"query\":{\"projects\":[\"%s\"]}".formatted(project);
        JsonNode found = images(member, "{%s}".formatted(query));
        assertThat(found.path("runs").asInt()).isEqualTo(2);
        assertThat(found.path("items").findValuesAsString("run_id")).containsExactly(late, early);
        assertThat(found.path("items").get(0).path("paths").toString()).isEqualTo("[\"plots/b.JPG\"]");
        found = images(member, "{%s,\"limit\":1}".formatted(query));
        assertThat(found.path("runs").asInt()).isEqualTo(2);
        assertThat(found.path("items").findValuesAsString("run_id")).containsExactly(late);
        assertThat(member.post("/api/v1/runs/images", "{\"limit\":0}")
                        .expect(400)
                        .body())
                .contains("limit");
        Api.Caller stranger = api.member(api.newProject(), "MEMBER");
        assertThat(images(stranger, "{\"query\":{\"runs\":[\"%s\"]}}".formatted(early))
                        .path("runs")
                        .asInt())
                .isZero();
    }

    private void put(String run, String path) {
        String root = EventFileRun.ARTIFACTS + wire.experiment() + "/" + run + "/artifacts/";
        member.sendBytes("PUT", root + path, null, new byte[] {1}).expect(200);
    }

    private static JsonNode images(Api.Caller caller, String body) {
        return caller.post("/api/v1/runs/images", body).expect(200).json();
    }

    @Test
    void an_artifact_is_given_as_an_attachment() {
        String run = wire.newRun("");
        member.sendBytes(
                        "PUT",
                        "/api/2.0/mlflow-artifacts/artifacts/" + wire.experiment() + "/" + run
                                + "/artifacts/plots/loss.svg",
                        "image/svg+xml",
                        "<svg/>".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        member.sendBytes(
                        "PUT",
                        "/api/2.0/mlflow-artifacts/artifacts/" + wire.experiment() + "/" + run + "/artifacts/a.txt",
                        "text/html",
                        "hello".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        JsonNode files = member.get("/api/v1/runs/" + run + "/artifacts")
                .expect(200)
                .json()
                .path("items");
        assertThat(files.findValuesAsString("path")).containsExactly("a.txt", "plots/loss.svg");
        Api.Answer answer = member.get("/api/v1/runs/" + run + "/artifacts/content?path=a.txt")
                .expect(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.response().headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");
        assertThat(member.get("/api/v1/runs/" + run + "/artifacts/content?path=plots/loss.svg")
                        .expect(200)
                        .response()
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue("application/octet-stream");
        member.get("/api/v1/runs/" + run + "/artifacts/content?path=../a.txt").expect(400);
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.get("/api/v1/runs/" + run + "/artifacts/content?path=a.txt").expect(404);
        other.get("/api/v1/runs/" + run).expect(404);
    }
}
