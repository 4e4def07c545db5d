package org.dure.server.models.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dure.base.Json;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.models.Packages;
import org.dure.server.models.registry.VersionChangeService;
import org.dure.server.people.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// What happens to models is told to a real receiver, through failures and a server that dies in between.
@ServerTest
@Import(Api.class)
class WebhookTest {

    private static final String ROOT = "/api/2.0/mlflow";
    private static final String TAG_SET = "{\"entity\":\"MODEL_VERSION_TAG\",\"action\":\"SET\"}";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DeliveryRepository deliveries;

    @Autowired
    ReceiverAddresses addresses;

    @Autowired
    VersionChangeService versions;

    @Autowired
    TransactionTemplate transaction;

    /// One message as it came.
    private record Heard(String delivery, String signature, String time, String body) {
        JsonNode data() {
            return Json.MAPPER.readTree(body).path("data");
        }
    }

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;
    private HttpServer receiver;
    private String project;
    private UUID projectId;
    private Api.Caller manager;

    @BeforeEach
    void a_receiver_and_a_model_with_a_version() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            heard.add(new Heard(
                    exchange.getRequestHeaders().getFirst("X-MLflow-Delivery-Id"),
                    exchange.getRequestHeaders().getFirst("X-MLflow-Signature"),
                    exchange.getRequestHeaders().getFirst("X-MLflow-Timestamp"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(answer, 0);
            exchange.getResponseBody().write("x".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        receiver.start();
        project = api.newProject();
        projectId = UUID.fromString(project);
        manager = api.member(project, "MANAGER");
        manager.post(ROOT + "/registered-models/create", "{\"name\":\"net\"}").expect(200);
        manager.post(ROOT + "/model-versions/create", "{\"name\":\"net\",\"source\":\"s3://elsewhere/net\"}")
                .expect(200);
    }

    @AfterEach
    void the_receiver_is_gone() {
        receiver.stop(0);
    }

    @Test
    void what_failed_is_sent_again_under_the_same_id_until_it_was_received() throws Exception {
        String id = webhook("");
        answer = 503;
        setTag("first");
        until(() -> heard.size() == 1);
        until(() -> waiting(id) == 1 && attempts(id) == 1);
        answer = 200;
        setTag("second");
        comeBack();
        until(() -> waiting(id) == 0);
        assertThat(heard).as("the second waited while the webhook paused").hasSize(3);
        heard.removeLast();
        assertThat(heard.get(1).delivery()).isEqualTo(heard.get(0).delivery());
        assertThat(heard.get(1).data())
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"name\":\"net\",\"version\":\"1\",\"key\":\"stage\",\"value\":\"first\"}"));
    }

    @Test
    void a_message_that_a_killed_server_was_sending_comes_when_its_claim_has_run_out() throws Exception {
        answer = 503;
        String id = webhook("");
        UUID webhook = UUID.fromString(id);
        setTag("committed");
        until(() -> attempts(id) == 1);
        Instant due = Instant.now().plus(Duration.ofHours(1));
        DeliveryRepository.Delivery claimed =
                deliveries.claim(webhook, due, due.plusSeconds(60)).orElseThrow();
        assertThat(deliveries.claim(webhook, due, due.plusSeconds(60))).isEmpty();
        assertThat(deliveries.due(due, 100)).doesNotContain(webhook);
        answer = 200;
        jdbc.sql("update models.webhook_delivery set claimed_until = now() where id = ?")
                .param(claimed.id())
                .update();
        comeBack();
        until(() -> waiting(id) == 0);
        assertThat(heard.getLast().delivery()).isEqualTo(claimed.id().toString());
    }

    @Test
    void what_is_rolled_back_is_told_to_nobody() throws Exception {
        String id = webhook("");
        setTag("kept");
        until(() -> heard.size() == 1);
        UUID model = jdbc.sql("select id from models.model where project_id = ?")
                .param(projectId)
                .query(UUID.class)
                .single();
        transaction.executeWithoutResult(status -> {
            versions.setTag(Caller.platform(), model, 1, "stage", "undone");
            assertThat(waiting(id)).isOne();
            status.setRollbackOnly();
        });
        assertThat(waiting(id)).isZero();
    }

    @Test
    void what_is_refused_is_given_up_and_shown_in_the_audit_trail() throws Exception {
        String id = webhook("");
        answer = 404;
        setTag("refused");
        until(() -> dead(id) == 1);
        answer = 302;
        setTag("moved");
        until(() -> dead(id) == 2);
        assertThat(heard).as("redirects are not followed").hasSize(2);
        jdbc.sql(
                        "update models.webhook_delivery set attempts = 7, dead = false, due_at = now() where error like '%404'")
                .update();
        answer = 500;
        until(() -> dead(id) == 2 && heard.size() == 3);
        answer = 503;
        comeBack();
        setTag("a day ago");
        until(() -> attempts(id) == 1);
        jdbc.sql("update models.webhook_delivery set created_at = now() - interval '25 hours' where not dead")
                .update();
        comeBack();
        until(() -> dead(id) == 3);
        assertThat(jdbc.sql("select count(*) from people.audit where action = 'models.webhook_message_lost'"
                                + " and project_id = ?")
                        .param(projectId)
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
    }

    @Test
    void messages_are_signed_by_a_secret_that_nobody_is_told() throws Exception {
        String id = webhook(",\"secret\":\"tell-nobody\"");
        setTag("signed");
        until(() -> heard.size() == 1);
        Heard first = heard.getFirst();
        assertThat(first.signature())
                .isEqualTo(Sender.signature("tell-nobody", first.delivery() + "." + first.time() + "." + first.body()));
        assertThat(manager.get(ROOT + "/webhooks/" + id).expect(200).body()).doesNotContain("tell-nobody", "secret");
        assertThat(manager.get(ROOT + "/webhooks").expect(200).body()).doesNotContain("tell-nobody");
        assertThat(jdbc.sql("select cast(sealed_secret as text) || url || description from models.webhook where id = ?")
                        .param(UUID.fromString(id))
                        .query(String.class)
                        .single())
                .doesNotContain("tell-nobody", hex("tell-nobody"));
        assertThat(jdbc.sql("select detail from people.audit where project_id = ?")
                        .param(projectId)
                        .query(String.class)
                        .list())
                .noneMatch(detail -> detail.contains("tell-nobody") || detail.contains("/of?token"));
        manager.send("PATCH", ROOT + "/webhooks/" + id, "{\"secret\":\"\"}").expect(200);
        setTag("unsigned");
        until(() -> heard.size() == 2);
        assertThat(heard.get(1).signature()).isNull();
        JsonNode tried = manager.post(ROOT + "/webhooks/" + id + "/test", "{}")
                .expect(200)
                .json()
                .path("result");
        assertThat(tried.path("success").asBoolean()).isTrue();
        assertThat(tried.path("response_body").asString()).hasSize(10_000);
    }

    @Test
    void prompts_have_events_of_their_own_and_disabled_webhooks_hear_nothing() throws Exception {
        String id = webhook("", "{\"entity\":\"PROMPT_VERSION\",\"action\":\"CREATED\"}," + TAG_SET);
        String mark = "\"tags\":[{\"key\":\"mlflow.prompt.is_prompt\",\"value\":\"true\"}";
        manager.post(ROOT + "/registered-models/create", "{\"name\":\"ask\"," + mark + "]}")
                .expect(200);
        manager.post(
                        ROOT + "/model-versions/create",
                        "{\"name\":\"ask\",\"source\":\"dummy-source\"," + mark
                                + ",{\"key\":\"mlflow.prompt.text\",\"value\":\"Hello {{name}}!\"}]}")
                .expect(200);
        until(() -> heard.size() == 1);
        assertThat(heard.getFirst().data().path("template").asString()).isEqualTo("Hello {{name}}!");
        assertThat(heard.getFirst().data().path("tags")).isEmpty();
        manager.send("PATCH", ROOT + "/webhooks/" + id, "{\"status\":\"DISABLED\"}")
                .expect(200);
        setTag("unheard");
        assertThat(waiting(id)).isZero();
    }

    @Test
    void a_model_that_begins_with_its_first_version_is_told_before_it() throws Exception {
        webhook(
                "",
                "{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"},{\"entity\":\"MODEL_VERSION\",\"action\":\"CREATED\"}");
        for (String content : List.of("one", "two")) {
            manager.sendBytes(
                            "POST",
                            "/api/v1/projects/" + project + "/models/upload?name=uploaded",
                            "application/zip",
                            Packages.zip(content))
                    .expect(201);
        }
        until(() -> heard.size() == 3);
        assertThat(heard)
                .extracting(each -> each.data().path("name").asString()
                        + each.data().path("version").asString(""))
                .containsExactly("uploaded", "uploaded1", "uploaded2");
    }

    @Test
    void bad_webhooks_are_refused_in_clear_words() {
        String url = "\"http://127.0.0.1:%d/\"".formatted(receiver.getAddress().getPort());
        invalid("\"name\":\"-x\",\"url\":%s,\"events\":[%s]".formatted(url, TAG_SET), "must start and end");
        invalid("\"url\":%s,\"events\":[%s]".formatted(url, TAG_SET), "name");
        invalid("\"name\":\"x\",\"events\":[%s]".formatted(TAG_SET), "url");
        invalid("\"name\":\"x\",\"url\":\"  \",\"events\":[%s]".formatted(TAG_SET), "empty or just whitespace");
        invalid("\"name\":\"x\",\"url\":%s,\"events\":[]".formatted(url), "events");
        invalid("\"name\":\"x\",\"url\":%s,\"events\":[3]".formatted(url), "events");
        invalid(
                "\"name\":\"x\",\"url\":%s,\"events\":[{\"entity\":\"MODEL_VERSION\",\"action\":\"SET\"}]"
                        .formatted(url),
                "Valid actions are: [created]");
        invalid(
                "\"name\":\"x\",\"url\":%s,\"events\":[{\"entity\":\"BUDGET_POLICY\",\"action\":\"EXCEEDED\"}]"
                        .formatted(url),
                "Invalid action");
        invalid(
                "\"name\":\"x\",\"url\":%s,\"events\":[%s],\"secret\":\"%s\"".formatted(url, TAG_SET, "s".repeat(1001)),
                "secret");
        invalid("\"name\":\"x\",\"url\":%s,\"events\":[%s],\"status\":\"GONE\"".formatted(url, TAG_SET), "status");
        for (String wrong : List.of(
                "ftp://127.0.0.1/",
                "file:///etc/passwd",
                "http:/x",
                "https://a:b@127.0.0.1/",
                "http://127.0.0.1/\\r\\nX: y",
                "http://127.0.0.2/",
                "http://[::1]/",
                "http://0.0.0.0/",
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/",
                "http://[::ffff:10.0.0.1]/",
                "http://2130706434/",
                "https://" + "x".repeat(600) + ".org/")) {
            invalid("\"name\":\"x\",\"url\":\"%s\",\"events\":[%s]".formatted(wrong, TAG_SET), "ebhook URL");
        }
        assertThatThrownBy(() -> addresses.open("169.254.169.254")).isInstanceOf(ReceiverAddresses.Closed.class);
        String id = webhook("");
        for (String path : List.of("/webhooks/" + UUID.randomUUID(), "/webhooks/no-id")) {
            assertThat(manager.get(ROOT + path)
                            .expect(404)
                            .json()
                            .path("message")
                            .asString())
                    .matches("Webhook with ID .+ not found\\.");
        }
        Api.Caller member = api.member(project, "MEMBER");
        member.get(ROOT + "/webhooks/" + id).expect(403);
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.get(ROOT + "/webhooks/" + id).expect(404);
        other.send("PATCH", ROOT + "/webhooks/" + id, "{\"status\":\"DISABLED\"}")
                .expect(404);
        other.delete(ROOT + "/webhooks/" + id).expect(404);
        assertThat(other.get(ROOT + "/webhooks").expect(200).json().path("webhooks"))
                .isEmpty();
        manager.send("PATCH", ROOT + "/webhooks/" + id, "{\"url\":\"http://10.0.0.1/\"}")
                .expect(400);
        manager.delete(ROOT + "/webhooks/" + id).expect(200);
        manager.get(ROOT + "/webhooks/" + id).expect(404);
    }

    private void invalid(String fields, String word) {
        Api.Answer answered =
                manager.post(ROOT + "/webhooks", "{" + fields + "}").expect(400);
        assertThat(answered.json().path("error_code").asString()).isEqualTo("INVALID_PARAMETER_VALUE");
        assertThat(answered.json().path("message").asString()).contains(word);
    }

    private String webhook(String more) {
        return webhook(more, TAG_SET);
    }

    private String webhook(String more, String events) {
        return manager.post(
                        ROOT + "/webhooks",
                        "{\"name\":\"ear\",\"url\":\"http://127.0.0.1:%d/of?token=1\",\"events\":[%s]%s}"
                                .formatted(receiver.getAddress().getPort(), events, more))
                .expect(200)
                .json()
                .path("webhook")
                .path("webhook_id")
                .asString();
    }

    private void setTag(String value) {
        manager.post(
                        ROOT + "/model-versions/set-tag",
                        "{\"name\":\"net\",\"version\":\"1\",\"key\":\"stage\",\"value\":\"%s\"}".formatted(value))
                .expect(200);
    }

    /// As if all pauses were over.
    private void comeBack() {
        jdbc.sql("update models.webhook_delivery set due_at = now() where not dead")
                .update();
        jdbc.sql("update models.webhook set paused_until = null").update();
    }

    private int waiting(String id) {
        return deliveries.countWaiting(UUID.fromString(id));
    }

    private int dead(String id) {
        return jdbc.sql("select count(*) from models.webhook_delivery where webhook_id = ? and dead")
                .param(UUID.fromString(id))
                .query(Integer.class)
                .single();
    }

    private int attempts(String id) {
        return jdbc.sql("select coalesce(max(attempts), 0) from models.webhook_delivery"
                        + " where webhook_id = ? and not dead")
                .param(UUID.fromString(id))
                .query(Integer.class)
                .single();
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void until(java.util.function.BooleanSupplier met) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for half a minute").isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
