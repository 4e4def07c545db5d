package org.dure.server.serving.correction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.base.model.Picture;
import org.dure.base.serving.ServeEvent;
import org.dure.server.Api;
import org.dure.server.Locks;
import org.dure.server.ServerTest;
import org.dure.server.base.DataFolder;
import org.dure.server.models.ModelVersion;
import org.dure.server.models.evaluation.Contest;
import org.dure.server.people.Caller;
import org.dure.server.problems.Problem;
import org.dure.server.serving.endpoint.EndpointService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class CorrectionTest {

    @Autowired
    Api api;

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    DataFolder folder;

    @Autowired
    AcceptanceRepository acceptances;

    @Autowired
    CorrectionRepository corrections;

    @Autowired
    AcceptanceService acceptanceService;

    @Autowired
    EndpointService endpoints;

    @Autowired
    QuarantineService quarantine;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    String project;
    Api.Caller member;
    Api.Caller serve;
    Contest contest;
    Problem problem;
    ModelVersion version;
    UUID endpoint;
    UUID deployment;
    UUID key;

    @BeforeEach
    void deployed() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        serve = api.as(folder.secret("serve.key"));
        contest = Contest.of(beans);
        problem = contest.problem(member, project);
        version = contest.judged(problem, 0, 30);
        JsonNode made = member.post(
                        "/api/v1/projects/" + project + "/endpoints",
                        "{\"name\":\"tiny\",\"model_id\":\"%s\",\"version\":1}".formatted(version.modelId()))
                .expect(201)
                .json();
        endpoint = UUID.fromString(made.path("id").asString());
        deployment = UUID.fromString(made.path("live").path("id").asString());
        key = UUID.fromString(member.post("/api/v1/projects/" + project + "/keys", "{\"name\":\"clinic\"}")
                .expect(201)
                .json()
                .path("key")
                .path("id")
                .asString());
    }

    private void send(ServeEvent... events) {
        List<String> texts = new ArrayList<>();
        for (ServeEvent event : events) {
            texts.add(Json.MAPPER.writerFor(ServeEvent.class).writeValueAsString(event));
        }
        serve.post("/internal/serve/events", "{\"events\":[" + String.join(",", texts) + "]}")
                .expect(200);
    }

    /// A kept request with these pixels, answered `a`.
    private ServeEvent.Sample sample(int... pixels) {
        List<Double> input = new ArrayList<>();
        for (int pixel : pixels) {
            input.add(pixel / 255.0);
        }
        return new ServeEvent.Sample(
                Ids.next(),
                Instant.now(),
                key,
                UUID.fromString(project),
                endpoint,
                deployment,
                "1",
                "improve the model",
                input,
                List.of(0.75, 0.25));
    }

    private ServeEvent.Correction correction(ServeEvent.Sample sample, String label) {
        return new ServeEvent.Correction(Ids.next(), Instant.now(), key, endpoint, sample.id(), label);
    }

    private JsonNode list(String state) {
        return member.get("/api/v1/endpoints/" + endpoint + "/corrections?state=" + state)
                .expect(200)
                .json()
                .path("items");
    }

    private JsonNode accept(String choice) {
        return member.post("/api/v1/endpoints/" + endpoint + "/corrections/accept", choice)
                .expect(200)
                .json();
    }

    private String files(int datasetVersion) {
        return member.get(
                        "/api/v1/datasets/" + problem.datasetId() + "/versions/" + datasetVersion + "/files?part=train")
                .expect(200)
                .body();
    }

    @Test
    void a_correction_waits_until_a_member_accepts_it_and_is_then_in_a_new_version_of_the_dataset() throws Exception {
        ServeEvent.Sample sample = sample(200, 10, 30, 40);
        ServeEvent.Correction said = correction(sample, "b");
        send(said, sample);
        send(said, sample);
        JsonNode waiting = list("WAITING");
        assertThat(waiting.size()).isEqualTo(1);
        JsonNode one = waiting.get(0);
        assertThat(one.path("answer").asString()).isEqualTo("a");
        assertThat(one.path("score").asDouble()).isEqualTo(0.75);
        assertThat(one.path("label").asString()).isEqualTo("b");
        assertThat(one.path("purpose").asString()).isEqualTo("improve the model");
        Api.Answer image = member.get("/api/v1/corrections/" + one.path("id").asString() + "/image")
                .expect(200);
        Picture picture = Picture.decode(image.response().body());
        assertThat(picture.samples()).containsExactly((byte) 200, (byte) 10, (byte) 30, (byte) 40);
        assertThat(files(1)).doesNotContain("feedback-");

        JsonNode acceptance = accept("{\"all\":true}");
        assertThat(acceptance.path("state").asString()).isEqualTo("DONE");
        assertThat(acceptance.path("accepted").asInt()).isEqualTo(1);
        assertThat(acceptance.path("dataset_version").asInt()).isEqualTo(2);
        assertThat(files(2)).contains("b/feedback-" + sample.id() + ".png");
        String provenance = member.get("/api/v1/datasets/" + problem.datasetId() + "/versions/2")
                .expect(200)
                .body();
        assertThat(provenance)
                .contains(endpoint.toString(), key.toString(), sample.id().toString());
        assertThat(list("ACCEPTED").get(0).path("dataset_version").asInt()).isEqualTo(2);
        member.post("/api/v1/endpoints/" + endpoint + "/corrections/accept", "{\"all\":true}")
                .expect(409);
    }

    @Test
    void a_member_corrects_with_one_of_the_models_labels_and_the_later_word_counts() {
        ServeEvent.Sample sample = sample(1, 2, 3, 4);
        send(sample, correction(sample, "b"));
        assertThat(member.post(
                                "/api/v1/endpoints/" + endpoint + "/corrections",
                                "{\"request_id\":\"%s\",\"label\":\"c\"}".formatted(sample.id()))
                        .expect(400)
                        .detail())
                .contains("[a, b]");
        member.post(
                        "/api/v1/endpoints/" + endpoint + "/corrections",
                        "{\"request_id\":\"%s\",\"label\":\"a\"}".formatted(UUID.randomUUID()))
                .expect(404);
        member.post(
                        "/api/v1/endpoints/" + endpoint + "/corrections",
                        "{\"request_id\":\"%s\",\"label\":\"a\"}".formatted(sample.id()))
                .expect(201);
        assertThat(list("WAITING").size()).isEqualTo(1);
        assertThat(list("WAITING").get(0).path("label").asString()).isEqualTo("a");
        assertThat(list("REJECTED").get(0).path("reason").path("text").asString())
                .contains("later correction");
    }

    /// `serve` is killed while it waits for the answer, and tells the same again when it is back.
    @Test
    void a_correction_that_comes_again_while_it_is_being_kept_waits_as_before() throws Exception {
        ServeEvent.Sample sample = sample(1, 2, 3, 4);
        send(sample);
        ServeEvent.Correction said = correction(sample, "b");
        try (ExecutorService again = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> second = transactions.execute(status -> {
                quarantine.quarantine(said);
                Future<?> sent = again.submit(() -> send(said));
                Locks.awaitWaiting(jdbc, "%");
                return sent;
            });
            second.get();
        }
        assertThat(list("WAITING").findValuesAsString("id"))
                .containsExactly(said.id().toString());
    }

    @Test
    void a_hidden_picture_that_is_fed_back_is_not_taken_and_nobody_learns_why() {
        ServeEvent.Sample leaked = sample(Contest.pixels(7));
        ServeEvent.Sample honest = sample(9, 9, 9, 250);
        send(leaked, honest, correction(leaked, "b"), correction(honest, "b"));
        JsonNode acceptance = accept("{\"all\":true}");
        assertThat(acceptance.path("accepted").asInt()).isEqualTo(1);
        assertThat(acceptance.path("rejected").asInt()).isEqualTo(1);
        assertThat(files(2))
                .contains(honest.id().toString())
                .doesNotContain(leaked.id().toString());
        assertThat(list("REJECTED").get(0).path("reason").path("text").asString())
                .isEqualTo("could not be added to the dataset");
    }

    @Test
    void all_that_one_key_fed_back_can_be_taken_out_of_quarantine() {
        ServeEvent.Sample accepted = sample(50, 60, 70, 80);
        ServeEvent.Sample waiting = sample(51, 60, 70, 80);
        send(accepted, correction(accepted, "b"));
        accept("{\"all\":true}");
        send(waiting, correction(waiting, "b"));
        JsonNode withdrawn = member.post("/api/v1/keys/" + key + "/withdraw-feedback", "{}")
                .expect(200)
                .json();
        assertThat(withdrawn.path("rejected").asInt()).isEqualTo(1);
        assertThat(withdrawn.path("already_in_dataset").asInt()).isEqualTo(1);
        assertThat(list("WAITING").size()).isZero();
    }

    /// What a `server` leaves that is killed after the acceptance was stored and before it was carried out.
    @Test
    void an_acceptance_that_was_cut_off_is_carried_out_once() {
        ServeEvent.Sample sample = sample(150, 160, 170, 180);
        ServeEvent.Correction said = correction(sample, "a");
        send(sample, said);
        UUID acceptance = transactions.execute(status -> {
            UUID id = acceptances.insert(
                    Caller.platform(),
                    endpoints.find(endpoint).orElseThrow(),
                    problem.id(),
                    problem.datasetId(),
                    "train");
            corrections.claim(List.of(said.id()), id);
            return id;
        });
        acceptanceService.carryOut(acceptance);
        acceptanceService.carryOut(acceptance);
        JsonNode done = member.get("/api/v1/endpoints/" + endpoint + "/acceptances")
                .expect(200)
                .json()
                .path("items")
                .get(0);
        assertThat(done.path("state").asString()).isEqualTo("DONE");
        assertThat(done.path("dataset_version").asInt()).isEqualTo(2);
        member.get("/api/v1/datasets/" + problem.datasetId() + "/versions/3").expect(404);
    }

    @Test
    void corrections_can_be_rejected_and_a_choice_must_be_clear() {
        ServeEvent.Sample sample = sample(11, 22, 33, 44);
        ServeEvent.Correction said = correction(sample, "b");
        send(sample, said);
        String path = "/api/v1/endpoints/" + endpoint + "/corrections/";
        member.post(path + "accept", "{}").expect(400);
        member.post(path + "accept", "{\"all\":true,\"part\":\"hidden\"}").expect(400);
        api.member(project, "VIEWER").post(path + "accept", "{\"all\":true}").expect(403);
        assertThat(member.post(path + "reject", "{\"ids\":[\"%s\"]}".formatted(said.id()))
                        .expect(200)
                        .json()
                        .path("rejected")
                        .asInt())
                .isEqualTo(1);
        assertThat(list("WAITING").size()).isZero();
    }
}
