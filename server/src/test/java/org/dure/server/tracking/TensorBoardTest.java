package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Event files among the artifacts of runs.
@ServerTest
@Import(Api.class)
class TensorBoardTest {

    private static final String NAME = "events.out.tfevents.1700000000.host.1.0";
    private static final int FLOAT = 1;
    private static final int DOUBLE = 2;
    private static final int INT64 = 9;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private EventFileRun files;
    private Api.Caller member;
    private Wire wire;
    private String run;

    @BeforeEach
    void a_run() {
        files = EventFileRun.of(api);
        member = files.member();
        wire = files.wire();
        run = files.run();
    }

    @Test
    void scalars_become_points_of_metrics() throws Exception {
        EventFileBytes file = new EventFileBytes();
        for (int step = 0; step < 12_000; step++) {
            file.scalar("loss", step, 1f / (step + 1));
        }
        file.scalar("loss", 12_000, Float.NaN).scalar("gap", 1, Float.POSITIVE_INFINITY);
        files.put("logs/" + NAME, file.bytes());
        JsonNode found = files.read();
        assertThat(EventFileRun.file(found, "logs/" + NAME).path("points").intValue())
                .isEqualTo(12_002);
        assertThat(EventFileRun.problems(found)).isEmpty();
        assertThat(EventFileRun.keys(found)).containsExactly("gap", "loss");
        JsonNode loss = files.series("loss");
        assertThat(loss.path("n").intValue()).isEqualTo(12_001);
        assertThat(loss.path("first").path("value").doubleValue()).isEqualTo(1);
        assertThat(loss.path("first").path("ms").longValue()).isEqualTo(1_700_000_000_250L);
        assertThat(loss.path("last").path("value").asString()).isEqualTo("NaN");
        assertThat(files.series("gap").path("last").path("value").doubleValue()).isEqualTo(Double.MAX_VALUE);
        assertThat(wire.get("/metrics/get-history?run_id=" + run + "&metric_key=loss&max_results=3")
                        .expect(200)
                        .json()
                        .path("metrics"))
                .hasSize(3);
    }

    @Test
    void scalars_of_tensorflow_2_are_read_whatever_their_type() throws Exception {
        EventFileBytes file = new EventFileBytes()
                .tensor("raw", 1, FLOAT, out -> out.writeByteArray(4, floats(0.5f)))
                .tensor("packed", 1, DOUBLE, out -> out.writeByteArray(6, doubles(0.25)))
                .tensor("single", 1, FLOAT, out -> out.writeFloat(5, 0.125f))
                .tensor("whole", 1, INT64, out -> out.writeInt64(10, -7))
                .tensor("half", 1, 19, out -> out.writeInt32(13, 0x3e00))
                .value(
                        2,
                        out -> { // the plug-in was told with the first value
                            out.writeString(1, "raw");
                            out.writeByteArray(8, EventFileBytes.message(tensor -> {
                                tensor.writeEnum(1, FLOAT);
                                tensor.writeByteArray(4, floats(0.75f));
                            }));
                        });
        files.put("logs/" + NAME, file.bytes());
        JsonNode found = files.read();
        assertThat(EventFileRun.problems(found)).isEmpty();
        assertThat(files.series("raw").path("n").intValue()).isEqualTo(2);
        assertThat(files.last("raw")).isEqualTo(0.75);
        assertThat(files.last("packed")).isEqualTo(0.25);
        assertThat(files.last("single")).isEqualTo(0.125);
        assertThat(files.last("whole")).isEqualTo(-7);
        assertThat(files.last("half")).isEqualTo(1.5);
    }

    @Test
    void what_is_no_scalar_is_passed_over() throws Exception {
        EventFileBytes file = new EventFileBytes()
                .value(1, out -> {
                    out.writeString(1, "text");
                    out.writeByteArray(8, EventFileBytes.message(tensor -> tensor.writeEnum(1, 7)));
                })
                .value(1, out -> {
                    out.writeString(1, "picture");
                    out.writeByteArray(4, new byte[1_000]);
                })
                .value(1, out -> {
                    out.writeString(1, "of another type");
                    out.writeInt64(2, 5);
                });
        int two = file.size();
        file.tensor("two numbers", 1, FLOAT, out -> out.writeByteArray(4, floats(1, 2)))
                .tensor("words", 1, 7, out -> out.writeString(8, "three"));
        int timeless = file.size();
        file.eventAt(
                Double.NaN,
                1,
                out -> out.writeByteArray(
                        5,
                        EventFileBytes.message(summary -> summary.writeByteArray(1, EventFileBytes.message(value -> {
                            value.writeString(1, "never");
                            value.writeFloat(2, 1);
                        })))));
        int none = file.size();
        file.record(new byte[] {42, 127, 1})
                .value(1, out -> out.writeFloat(2, 1))
                .scalar("after", 1, 3);
        files.put(NAME, file.bytes());
        JsonNode found = files.read();
        assertThat(EventFileRun.keys(found)).containsExactly("after");
        assertThat(EventFileRun.problems(found))
                .containsExactly(
                        "records that hold no event were passed over: 1, the first at byte " + none,
                        "events with an impossible time were passed over: 1, the first at byte " + timeless,
                        "scalars that are not one number were passed over: 2, the first at byte " + two,
                        "values with no tag or one of more than 1000 characters were passed over: 1, the first at byte "
                                + (none + 16 + 3));
        assertThat(files.last("after")).isEqualTo(3);
    }

    @Test
    void a_damaged_file_gives_what_stands_before() throws Exception {
        EventFileBytes file = new EventFileBytes().scalar("loss", 1, 0.5f);
        int good = file.size();
        byte[] damaged = file.scalar("loss", 2, 0.25f).scalar("loss", 3, 0.125f).bytes();
        damaged[good + 20] ^= 1;
        files.put("a/" + NAME, damaged);
        byte[] cut = Arrays.copyOf(file.bytes(), good + 15);
        files.put("b/" + NAME, cut);
        files.put("c/" + NAME, EventFileBytes.text("these are no events but words"));
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1L << 60)
                .array();
        byte[] giant = new EventFileBytes()
                .scalar("loss", 1, 0.5f)
                .raw(length)
                .raw(EventFileBytes.checksum(length))
                .bytes();
        files.put("d/" + NAME, giant);
        files.put("e/" + NAME, new byte[0]);
        JsonNode found = files.read();
        assertThat(found.path("files")).hasSize(5);
        assertThat(EventFileRun.problems(found))
                .containsExactly(
                        "the record at byte " + good + " is damaged; what stands before was read",
                        "it ends in the middle of the record at byte " + good + "; what stands before was read",
                        "it is no event file of TensorBoard",
                        "it ends in the middle of the record at byte " + good + "; what stands before was read");
        assertThat(EventFileRun.keys(found)).containsExactly("a/loss", "b/loss", "d/loss");
        assertThat(files.series("a/loss").path("n").intValue()).isEqualTo(1);
    }

    @Test
    void a_file_that_has_grown_adds_what_is_new_also_after_the_run_has_ended() throws Exception {
        EventFileBytes file = new EventFileBytes().scalar("loss", 1, 0.5f).scalar("loss", 2, 0.25f);
        files.put(NAME, Arrays.copyOf(file.bytes(), file.size() - 3));
        assertThat(EventFileRun.problems(files.read())).hasSize(1);
        assertThat(files.series("loss").path("n").intValue()).isEqualTo(1);
        wire.post("/runs/update", "{\"run_id\":\"%s\",\"status\":\"FINISHED\"}".formatted(run))
                .expect(200);
        file.scalar("loss", 3, 0.125f);
        files.put(NAME, file.bytes());
        JsonNode found = files.read();
        assertThat(EventFileRun.problems(found)).isEmpty();
        assertThat(EventFileRun.file(found, NAME).path("points").intValue()).isEqualTo(3);
        assertThat(files.series("loss").path("n").intValue()).isEqualTo(3);
        files.put(NAME, file.bytes());
        files.read();
        assertThat(files.series("loss").path("n").intValue()).isEqualTo(3);
        files.put(NAME, new EventFileBytes().scalar("other", 1, 1).bytes());
        assertThat(EventFileRun.keys(files.read())).containsExactly("loss", "other");
        assertThat(files.series("other").path("n").intValue()).isEqualTo(1);
    }

    /// A server that was killed leaves its claim behind.
    @Test
    void a_reader_that_died_is_followed_by_another_which_doubles_nothing() throws Exception {
        EventFileBytes file = new EventFileBytes().scalar("loss", 1, 0.5f).scalar("loss", 2, 0.25f);
        files.put(NAME, file.bytes());
        files.read();
        int left = jdbc.sql("""
                        update tracking.event_file
                        set state = 'READING', claimed_by = gen_random_uuid(), claimed_until = now() - interval '1 s'
                        where run_id = (select id from tracking.run where uuid = :run)
                        """).param("run", run).update();
        assertThat(left).isEqualTo(1);
        assertThat(EventFileRun.file(files.read(), NAME).path("points").intValue())
                .isEqualTo(2);
        assertThat(files.series("loss").path("n").intValue()).isEqualTo(2);
    }

    @Test
    void what_a_session_leaves_is_read() throws Exception {
        String project = api.newProject();
        member = api.member(project, "MEMBER");
        byte[] file = new EventFileBytes().scalar("loss", 1, 0.5f).bytes();
        String session = Programs.run(
                member, project, """
                import base64, os, pathlib
                folder = pathlib.Path(os.environ['DURE_OUTPUT']) / 'logs' / 'train'
                folder.mkdir(parents=True)
                (folder / '%s').write_bytes(base64.b64decode('%s'))
                """.formatted(NAME, Base64.getEncoder().encodeToString(file)));
        Programs.await(member, session, Session.State.SUCCEEDED);
        run = member.get("/api/v1/projects/" + project + "/runs?session=" + session)
                .expect(200)
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
        files = new EventFileRun(member, wire, run);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (files.tensorboard().path("files").isEmpty()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(50);
        }
        assertThat(EventFileRun.keys(files.read())).containsExactly("train/loss");
        assertThat(files.last("train/loss")).isEqualTo(0.5);
    }

    @Test
    void folders_below_the_log_folder_begin_the_keys() throws Exception {
        byte[] file = new EventFileBytes().scalar("loss", 1, 1).bytes();
        files.put("tensorboard_logs/train/" + NAME, file);
        files.put("tensorboard_logs/validation/" + NAME, file);
        files.put("runs/Nov21_10-00-00_host/" + NAME, file);
        files.put("lightning_logs/version_0/deep/" + NAME, file);
        files.put("somewhere/logs/" + NAME, file);
        assertThat(EventFileRun.keys(files.read()))
                .containsExactly("deep/loss", "loss", "somewhere/logs/loss", "train/loss", "validation/loss");
    }

    @Test
    void tags_become_keys_that_mlflow_takes() throws Exception {
        String longest = "x".repeat(300);
        EventFileBytes file = new EventFileBytes()
                .scalar("loss (train)", 1, 1)
                .scalar("loss [train]", 1, 2)
                .scalar("dure.score", 1, 3)
                .scalar("../../up//down", 1, 4)
                .scalar("정확도 <b>\0", 1, 5)
                .scalar(longest, 1, 6)
                .scalar(".", 1, 7);
        files.put(NAME, file.bytes());
        JsonNode found = files.read();
        assertThat(EventFileRun.problems(found)).isEmpty();
        assertThat(EventFileRun.keys(found))
                .hasSize(7)
                .contains("loss _train_", "_dure.score", "up/down", "정확도 _b__", "_");
        assertThat(files.last("loss _train_")).isEqualTo(1);
        for (String key : EventFileRun.keys(found)) {
            assertThat(key).hasSizeLessThanOrEqualTo(250);
            wire.post(
                            "/runs/log-metric",
                            "{\"run_id\":\"%s\",\"key\":\"%s\",\"value\":9,\"timestamp\":1,\"step\":2}"
                                    .formatted(run, key))
                    .expect(200);
        }
    }

    @Test
    void keys_that_the_program_logged_itself_are_left_alone() throws Exception {
        wire.log("{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"loss\",\"value\":0.75,\"timestamp\":1,\"step\":1}]}"
                .formatted(run));
        files.put(
                NAME,
                new EventFileBytes()
                        .scalar("loss", 2, 1)
                        .scalar("accuracy", 2, 1)
                        .bytes());
        JsonNode found = files.read();
        assertThat(files.last("loss")).isEqualTo(0.75);
        assertThat(files.series("loss").path("n").intValue()).isEqualTo(1);
        assertThat(files.last("accuracy")).isEqualTo(1);
        assertThat(found.path("metrics").findValuesAsString("logged_by_program"))
                .containsExactly("false", "true");
    }

    @Test
    void files_sent_in_parts_and_files_of_other_names() throws Exception {
        byte[] file = new EventFileBytes().scalar("loss", 1, 1).bytes();
        files.put("events.txt", file);
        files.put("my-" + NAME, file);
        String place = wire.experiment() + "/" + run + "/artifacts/logs";
        JsonNode begun = member.post(
                        "/api/2.0/mlflow-artifacts/mpu/create/" + place,
                        "{\"path\":\"%s\",\"num_parts\":1}".formatted(NAME))
                .expect(200)
                .json();
        String address = begun.path("credentials").path(0).path("url").asString();
        HttpRequest.Builder part =
                HttpRequest.newBuilder(URI.create(address)).PUT(HttpRequest.BodyPublishers.ofByteArray(file));
        begun.path("credentials")
                .path(0)
                .path("headers")
                .properties()
                .forEach(
                        header -> part.header(header.getKey(), header.getValue().asString()));
        String tag;
        try (HttpClient http = HttpClient.newHttpClient()) {
            tag = http.send(part.build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
        }
        member.post(
                        "/api/2.0/mlflow-artifacts/mpu/complete/" + place,
                        "{\"path\":\"%s\",\"upload_id\":\"%s\",\"parts\":[{\"part_number\":1,\"etag\":\"%s\",\"url\":\"\"}]}"
                                .formatted(NAME, begun.path("upload_id").asString(), tag.replace("\"", "\\\"")))
                .expect(200);
        JsonNode found = files.read();
        assertThat(found.path("files").findValuesAsString("path")).containsExactly("logs/" + NAME);
        assertThat(EventFileRun.keys(found)).containsExactly("loss");
        member.delete(EventFileRun.ARTIFACTS + place + "/" + NAME);
        assertThat(files.tensorboard().path("files")).isEmpty();
    }

    @Test
    void runs_of_others_do_not_exist() {
        assertThat(files.tensorboard().path("files")).isEmpty();
        api.member(api.newProject(), "MEMBER")
                .get("/api/v1/runs/" + run + "/tensorboard")
                .expect(404);
    }

    private static byte[] floats(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    private static byte[] doubles(double number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(number)
                .array();
    }
}
