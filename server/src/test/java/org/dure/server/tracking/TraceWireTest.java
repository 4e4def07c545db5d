package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class TraceWireTest {

    private static final String ROOT = "/api/3.0/mlflow/traces";
    private static final String PROTOBUF = "application/x-protobuf";

    @Autowired
    Api api;

    private Api.Caller member;
    private String experiment;
    private String id;

    @BeforeEach
    void a_member_with_an_experiment() {
        member = api.member(api.newProject(), "MEMBER");
        experiment = Wire.newExperiment(member, "traced");
        id = UUID.randomUUID().toString().replace("-", "");
    }

    @Test
    void spans_of_any_opentelemetry_client_make_a_trace() throws Exception {
        Span child = span("02", "01", "child").build();
        assertThat(send(child).statusCode()).isEqualTo(200);
        JsonNode before = info();
        assertThat(before.path("state").asString()).isEqualTo("IN_PROGRESS");

        Span root = span("01", "", "root")
                .addAttributes(text("mlflow.spanInputs", "a question"))
                .build();
        assertThat(send(root).statusCode()).isEqualTo(200);
        JsonNode after = info();
        assertThat(after.path("state").asString()).isEqualTo("OK");
        assertThat(after.path("execution_duration").asString()).isEqualTo("0.250s");
        assertThat(after.path("request_preview").asString()).isEqualTo("\"a question\"");
        assertThat(after.path("tags").path("mlflow.traceName").asString()).isEqualTo("root");

        JsonNode spans = member.get(ROOT + "/get?trace_id=tr-" + id)
                .expect(200)
                .json()
                .path("trace")
                .path("spans");
        assertThat(spans.size()).isEqualTo(2);
        assertThat(spans.path(0)
                        .path("attributes")
                        .path(0)
                        .path("value")
                        .path("string_value")
                        .asString())
                .isIn("a question", "");
    }

    @Test
    void a_span_that_is_sent_twice_is_kept_once() throws Exception {
        send(span("01", "", "root").build());
        send(span("01", "", "root")
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                .build());
        assertThat(member.get(ROOT + "/batchGet?trace_ids=tr-" + id)
                        .expect(200)
                        .json()
                        .path("traces")
                        .path(0)
                        .path("spans")
                        .size())
                .isEqualTo(1);
        assertThat(info().path("state").asString()).isEqualTo("ERROR");
    }

    @Test
    void what_the_client_has_told_of_a_trace_outweighs_its_spans() throws Exception {
        String told = """
                {"trace":{"trace_info":{"trace_id":"tr-%s","trace_location":{"type":"MLFLOW_EXPERIMENT",
                "mlflow_experiment":{"experiment_id":"%s"}},"request_time":"2026-01-02T03:04:05.006Z",
                "execution_duration":"1.5s","state":"ERROR","trace_metadata":{"m":"1"},"tags":{"t":"2"}}}}
                """.formatted(id, experiment);
        member.post(ROOT, told).expect(200);
        send(span("01", "", "root").build());
        member.post(ROOT, told).expect(200);
        JsonNode info = info();
        assertThat(info.path("state").asString()).isEqualTo("ERROR");
        assertThat(info.path("execution_duration").asString()).isEqualTo("1.500s");
        assertThat(info.path("request_time").asString()).isEqualTo("2026-01-02T03:04:05.006Z");
        assertThat(info.path("trace_metadata").path("m").asString()).isEqualTo("1");
        assertThat(info.path("tags").path("mlflow.artifactLocation").asString())
                .isEqualTo("mlflow-artifacts:/" + experiment + "/traces/tr-" + id + "/artifacts");
    }

    @Test
    void a_trace_has_files_until_it_is_deleted() throws Exception {
        send(span("01", "", "root").build());
        String file =
                "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/traces/tr-" + id + "/artifacts/traces.json";
        member.sendBytes("PUT", file, "text/plain", "{\"spans\":[]}".getBytes()).expect(200);
        assertThat(member.get(file).expect(200).body()).isEqualTo("{\"spans\":[]}");
        JsonNode made = member.get("/ajax-api/2.0/mlflow/get-trace-artifact?request_id=tr-" + id)
                .expect(200)
                .json();
        assertThat(made.path("spans").path(0).path("name").asString()).isEqualTo("root");
        assertThat(member.post(
                                "/api/2.0/mlflow/traces/delete-traces",
                                "{\"experiment_id\":\"%s\",\"max_timestamp_millis\":10000000000000}"
                                        .formatted(experiment))
                        .expect(200)
                        .json()
                        .path("traces_deleted")
                        .intValue())
                .isEqualTo(1);
        Wire.refused(member.get(ROOT + "/tr-" + id), 404, "RESOURCE_DOES_NOT_EXIST", "not found");
        member.get(file).expect(404);
    }

    @Test
    void nobody_else_sees_or_changes_it() throws Exception {
        send(span("01", "", "root").build());
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        Wire.refused(other.get(ROOT + "/tr-" + id), 404, "RESOURCE_DOES_NOT_EXIST", "");
        assertThat(other.get(ROOT + "/batchGet?trace_ids=tr-" + id)
                        .expect(200)
                        .json()
                        .path("traces")
                        .size())
                .isZero();
        Wire.refused(
                other.send("PATCH", "/api/2.0/mlflow/traces/tr-" + id + "/tags", "{\"key\":\"a\",\"value\":\"b\"}"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "");
        String elsewhere = Wire.newExperiment(other, "elsewhere");
        assertThat(send(other, elsewhere, bytes(span("01", "", "taken").build()), null)
                        .statusCode())
                .isEqualTo(400);
        assertThat(info().path("tags").path("mlflow.traceName").asString()).isEqualTo("root");
    }

    @Test
    void what_is_no_trace_is_refused() throws Exception {
        assertThat(send(member, experiment, "no protobuf".getBytes(), null).statusCode())
                .isEqualTo(400);
        assertThat(send(member, experiment, new byte[0], null).body()).contains("no spans found");
        assertThat(send(member, experiment, "no gzip".getBytes(), "gzip").statusCode())
                .isEqualTo(400);
        byte[] whole = bytes(span("01", "", "root").build());
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);
        assertThat(send(member, experiment, cut, null).statusCode()).isEqualTo(400);
        assertThat(send(member, experiment, gzip(new byte[64 << 20]), "gzip").statusCode())
                .isEqualTo(413);
        assertThat(send(member, "999999", whole, null).statusCode()).isEqualTo(404);
        assertThat(send(
                                member,
                                experiment,
                                bytes(span("01", "", "root")
                                        .setTraceId(ByteString.copyFromUtf8("short"))
                                        .build()),
                                null)
                        .statusCode())
                .isEqualTo(422);
        Wire.refused(member.get(ROOT + "/tr-" + id), 404, "RESOURCE_DOES_NOT_EXIST", "");
        Wire.refused(member.post(ROOT, "{}"), 400, "INVALID_PARAMETER_VALUE", "'trace'");
        assertThat(send(member, experiment, gzip(whole), "gzip").statusCode()).isEqualTo(200);
    }

    private JsonNode info() {
        return member.get(ROOT + "/tr-" + id).expect(200).json().path("trace").path("trace_info");
    }

    private Span.Builder span(String spanId, String parentId, String name) {
        return Span.newBuilder()
                .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(id)))
                .setSpanId(ByteString.copyFrom(HexFormat.of().parseHex("00000000000000" + spanId)))
                .setParentSpanId(ByteString.copyFrom(
                        HexFormat.of().parseHex(parentId.isEmpty() ? "" : "00000000000000" + parentId)))
                .setName(name)
                .setStartTimeUnixNano(1_790_000_000_000_000_000L)
                .setEndTimeUnixNano(1_790_000_000_250_000_000L);
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private HttpResponse<String> send(Span span) throws Exception {
        return send(member, experiment, bytes(span), null);
    }

    private static byte[] bytes(Span span) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build()
                .toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private HttpResponse<String> send(Api.Caller caller, String experimentId, byte[] body, String encoding)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri("/v1/traces"))
                .header("Authorization", "Bearer " + caller.token())
                .header("Content-Type", PROTOBUF)
                .header("x-mlflow-experiment-id", experimentId)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
