package org.dure.server.serving.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.base.serving.DeploymentReport;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.ServeEvent;
import org.dure.base.serving.SignedTable;
import org.dure.base.serving.TryToken;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.DataFolder;
import org.dure.server.models.Packages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class ServingTest {

    @Autowired
    Api api;

    @Autowired
    DataFolder folder;

    String project;
    Api.Caller member;
    Api.Caller serve;

    @BeforeEach
    void project() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        serve = api.as(folder.secret("serve.key"));
    }

    private JsonNode upload(String model) {
        return member.sendBytes(
                        "POST",
                        "/api/v1/projects/" + project + "/models/upload?name=digits",
                        "application/zip",
                        Packages.zip(model))
                .expect(201)
                .json();
    }

    private JsonNode endpoint(JsonNode version) {
        return member.post(
                        "/api/v1/projects/" + project + "/endpoints",
                        "{\"name\":\"digits\",\"model_id\":\"%s\",\"version\":%d}"
                                .formatted(
                                        version.path("model_id").asString(),
                                        version.path("number").asInt()))
                .expect(201)
                .json();
    }

    private JsonNode deploy(String endpointId, JsonNode version) {
        return member.post(
                        "/api/v1/endpoints/" + endpointId + "/deployments",
                        "{\"model_id\":\"%s\",\"version\":%d}"
                                .formatted(
                                        version.path("model_id").asString(),
                                        version.path("number").asInt()))
                .expect(201)
                .json();
    }

    private JsonNode key(String more) {
        return member.post("/api/v1/projects/" + project + "/keys", "{\"name\":\"caller\"" + more + "}")
                .expect(201)
                .json();
    }

    private RoutingTable table(long after, int waitS) {
        return read(serve.get("/internal/serve/table?after=" + after + "&wait_s=" + waitS)
                .expect(200)
                .body());
    }

    private RoutingTable read(String body) {
        SignedTable signed = Json.MAPPER.readValue(body, SignedTable.class);
        assertThat(signed.signature()).isEqualTo(Secrets.sign(folder.secret("serve.key"), signed.table()));
        return Json.MAPPER.readValue(signed.table(), RoutingTable.class);
    }

    private RoutingTable.Endpoint inTable(String endpointId) {
        return table(-1, 0).endpoints().stream()
                .filter(each -> each.id().toString().equals(endpointId))
                .findFirst()
                .orElseThrow();
    }

    private void report(String deploymentId, DeploymentReport.State state, String reason) {
        String reports = Json.MAPPER.writeValueAsString(List.of(new DeploymentReport(
                UUID.fromString(deploymentId), state, reason == null ? null : Reason.inWords(reason))));
        serve.post("/internal/serve/reports", "{\"reports\":" + reports + "}").expect(200);
    }

    private String state(String endpointId, int newest) {
        return member.get("/api/v1/endpoints/" + endpointId + "/deployments")
                .expect(200)
                .json()
                .path("items")
                .get(newest)
                .path("state")
                .asString();
    }

    @Test
    void the_table_names_what_is_deployed_and_serve_gets_its_files_and_nothing_else() {
        JsonNode version = upload("the graph");
        JsonNode notDeployed = upload("another graph");
        String endpointId = endpoint(version).path("id").asString();
        RoutingTable.Endpoint row = inTable(endpointId);
        assertThat(row.live().version()).isEqualTo("1");
        assertThat(row.live().files()).extracting("path").containsExactly("model.onnx", "signature.json");
        String sha256 = row.live().files().getFirst().sha256();
        assertThat(serve.get("/internal/serve/objects/" + sha256).expect(200).body())
                .isEqualTo("the graph");
        serve.get("/internal/serve/objects/"
                        + notDeployed.path("files").get(0).path("sha256").asString())
                .expect(404);
        member.get("/internal/serve/objects/" + sha256).expect(403);
    }

    @Test
    void a_change_wakes_the_waiting_serve() throws Exception {
        long version = table(-1, 0).version();
        assertThat(serve.get("/internal/serve/table?after=" + Long.MAX_VALUE + "&wait_s=0")
                        .status())
                .isEqualTo(204);
        CompletableFuture<RoutingTable> waiting = CompletableFuture.supplyAsync(() -> table(version, 60));
        JsonNode key = key("");
        assertThat(waiting.get(30, TimeUnit.SECONDS).version()).isGreaterThan(version);
        assertThat(key.path("secret").asString()).startsWith("dure_key_");
    }

    @Test
    void the_table_holds_no_secret_and_a_revoked_key_leaves_it_at_once() {
        JsonNode issued = key(",\"per_second\":7");
        String secret = issued.path("secret").asString();
        String id = issued.path("key").path("id").asString();
        String text = serve.get("/internal/serve/table?after=-1").expect(200).body();
        assertThat(text).doesNotContain(secret);
        RoutingTable.Key key = read(text).keys().stream()
                .filter(each -> each.id().toString().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(key.sha256()).isEqualTo(Sha256.of(secret).hex());
        assertThat(key.perSecond()).isEqualTo(7);
        long version = table(-1, 0).version();
        member.delete("/api/v1/keys/" + id).expect(204);
        RoutingTable after = table(version, 5);
        assertThat(after.keys()).extracting(RoutingTable.Key::id).doesNotContain(UUID.fromString(id));
        assertThat(member.get("/api/v1/projects/" + project + "/keys")
                        .expect(200)
                        .body())
                .doesNotContain(secret)
                .contains("revoked_at");
    }

    @Test
    void the_one_before_is_retired_when_the_new_one_is_ready() {
        JsonNode first = upload("one");
        String endpointId = endpoint(first).path("id").asString();
        report(inTable(endpointId).live().id().toString(), DeploymentReport.State.READY, null);
        assertThat(state(endpointId, 0)).isEqualTo("READY");
        String second = deploy(endpointId, upload("two")).path("id").asString();
        assertThat(inTable(endpointId).live().id()).hasToString(second);
        assertThat(state(endpointId, 1)).isEqualTo("READY");
        report(second, DeploymentReport.State.READY, null);
        assertThat(state(endpointId, 0)).isEqualTo("READY");
        assertThat(state(endpointId, 1)).isEqualTo("RETIRED");
    }

    @Test
    void one_that_cannot_be_loaded_leaves_the_one_before_in_its_place() {
        String endpointId = endpoint(upload("one")).path("id").asString();
        String first = inTable(endpointId).live().id().toString();
        report(first, DeploymentReport.State.READY, null);
        String second = deploy(endpointId, upload("no onnx")).path("id").asString();
        report(second, DeploymentReport.State.FAILED, "is no ONNX file");
        assertThat(inTable(endpointId).live().id()).hasToString(first);
        report(second, DeploymentReport.State.LOADING, null);
        assertThat(inTable(endpointId).live().id()).hasToString(first);
        assertThat(member.get("/api/v1/endpoints/" + endpointId + "/deployments")
                        .expect(200)
                        .json()
                        .path("items")
                        .get(0)
                        .path("reason")
                        .path("text")
                        .asString())
                .isEqualTo("is no ONNX file");
    }

    @Test
    void going_back_deploys_the_earlier_version_again() {
        String endpointId = endpoint(upload("one")).path("id").asString();
        member.post("/api/v1/endpoints/" + endpointId + "/rollback", "{}").expect(409);
        report(inTable(endpointId).live().id().toString(), DeploymentReport.State.READY, null);
        String second = deploy(endpointId, upload("two")).path("id").asString();
        report(second, DeploymentReport.State.READY, null);
        JsonNode back = member.post("/api/v1/endpoints/" + endpointId + "/rollback", "{}")
                .expect(201)
                .json();
        assertThat(back.path("model_version").asInt()).isEqualTo(1);
        assertThat(back.path("number").asInt()).isEqualTo(3);
        assertThat(back.path("cause").asString()).isEqualTo("ROLLBACK");
    }

    @Test
    void an_endpoint_name_is_there_once_and_free_again_when_closed() {
        JsonNode version = upload("one");
        String endpointId = endpoint(version).path("id").asString();
        assertThat(member.post("/api/v1/projects/" + project + "/endpoints", "{\"name\":\"Digits\"}")
                        .expect(409)
                        .detail())
                .contains("already");
        member.delete("/api/v1/endpoints/" + endpointId).expect(204);
        assertThat(table(-1, 0).endpoints())
                .extracting(RoutingTable.Endpoint::id)
                .doesNotContain(UUID.fromString(endpointId));
        endpoint(version);
    }

    @Test
    void an_endpoint_of_another_project_is_not_there() {
        String endpointId = endpoint(upload("one")).path("id").asString();
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.get("/api/v1/endpoints/" + endpointId).expect(404);
        other.post("/api/v1/endpoints/" + endpointId + "/try-token", "{}").expect(404);
        other.get("/api/v1/endpoints/" + endpointId + "/usage").expect(404);
    }

    @Test
    void a_try_token_opens_one_endpoint_for_five_minutes() {
        String endpointId = endpoint(upload("one")).path("id").asString();
        JsonNode access = member.post("/api/v1/endpoints/" + endpointId + "/try-token", "{}")
                .expect(201)
                .json();
        String key = table(-1, 0).tryKeys().getFirst();
        TryToken token = TryToken.read(access.path("token").asString(), key).orElseThrow();
        assertThat(token.endpointId()).hasToString(endpointId);
        assertThat(token.expiresAt())
                .isBetween(Instant.now().plusSeconds(200), Instant.now().plusSeconds(300));
    }

    @Test
    void an_event_sent_twice_counts_once() {
        String endpointId = endpoint(upload("one")).path("id").asString();
        RoutingTable.Endpoint row = inTable(endpointId);
        String keyId = key("").path("key").path("id").asString();
        ServeEvent.Usage usage = new ServeEvent.Usage(
                Ids.next(),
                Instant.now(),
                UUID.fromString(keyId),
                row.projectId(),
                row.id(),
                row.live().id(),
                "1",
                200,
                3,
                1_500);
        String events =
                "{\"events\":[" + Json.MAPPER.writerFor(ServeEvent.class).writeValueAsString(usage) + "]}";
        serve.post("/internal/serve/events", events).expect(200);
        serve.post("/internal/serve/events", events).expect(200);
        JsonNode used = member.get("/api/v1/endpoints/" + endpointId + "/usage")
                .expect(200)
                .json();
        assertThat(used.path("calls").asInt()).isEqualTo(1);
        assertThat(used.path("model_rows").asInt()).isEqualTo(3);
        assertThat(used.path("days").get(0).path("key_name").asString()).isEqualTo("caller");
        member.post("/internal/serve/events", events).expect(403);
    }

    @Test
    void quotas_and_expiry_have_limits() {
        assertThat(member.post(
                                "/api/v1/projects/" + project + "/keys",
                                "{\"name\":\"x\",\"expires_at\":\"2020-01-01T00:00:00Z\"}")
                        .expect(400)
                        .detail())
                .contains("expires_at");
        assertThat(member.post("/api/v1/projects/" + project + "/keys", "{\"name\":\"x\",\"per_day\":0}")
                        .expect(400)
                        .detail())
                .contains("per_day");
    }
}
