package org.dure.server.compute.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.base.Json;
import org.dure.server.base.UserError;
import org.dure.server.compute.engine.EngineAwayException;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.engine.Presence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Answers in the forms that versions of slurmrestd give them which no test can start: written down by the description
/// of v0.0.40 and later ones and by their parsers' sources. `SlurmRestEngineTest` speaks with a real one.
class RestDriverTest {

    private static final String NEW = "v0.0.42";

    /// Of a controller that has closed the connection without a word: it refuses the token, or is just dying.
    private static final String SILENT = "{\"errors\": [{\"error\": \"Zero Bytes were transmitted or received\"}]}";

    @TempDir
    private Path folder;

    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, Integer> states = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private JsonNode told = Json.MAPPER.nullNode();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String asUser = path + " as " + exchange.getRequestHeaders().getFirst("X-SLURM-USER-NAME");
            asked.add(asUser);
            byte[] body = exchange.getRequestBody().readAllBytes();
            told = body.length == 0 ? told : Json.MAPPER.readTree(body);
            byte[] answer = answers.getOrDefault(asUser, answers.getOrDefault(path, "Unable to find"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    states.getOrDefault(path, answers.containsKey(path) ? 200 : 404), answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        token(Instant.now().plusSeconds(60));
        speaks("v0.0.36", "v0.0.39", "v0.0.40", NEW, "v0.0.99");
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void nodes_at_work_are_told_by_a_list_of_states() throws IOException {
        answers.put("GET /slurm/v0.0.42/nodes/", """
                {"nodes": [
                  {"name": "n1", "state": ["IDLE"], "cpus": 64, "real_memory": 515000, "gres": "gpu:a100:4(S:0-1)",
                   "partitions": ["gpu"], "free_mem": {"set": true, "infinite": false, "number": 5}},
                  {"name": "n2", "state": ["MIXED", "PLANNED"], "cpus": 8, "real_memory": 16000, "gres": "", "partitions": ["a"]},
                  {"name": "n3", "state": ["IDLE", "DRAIN"], "cpus": 8, "real_memory": 16000, "gres": "", "partitions": ["a"]},
                  {"name": "n4", "state": ["ALLOCATED", "NOT_RESPONDING"], "cpus": 8, "real_memory": 16000, "partitions": ["a"]},
                  {"name": "n5", "state": ["DOWN"], "cpus": 8, "real_memory": 16000, "gres": "", "partitions": ["a"]},
                  {"name": "n6", "state": ["IDLE"], "cpus": 8, "real_memory": 16000, "gres": "", "partitions": []}],
                 "last_update": {"set": true, "infinite": false, "number": 1790000000},
                 "meta": {"slurm": {"release": "24.11.5"}}, "errors": [], "warnings": []}
                """);
        var nodes = driver().nodes();
        assertThat(nodes).extracting(node -> node.name()).containsExactly("n1", "n2");
        assertThat(nodes.getFirst().gpus()).hasSize(4);
        assertThat(nodes.getLast().memoryBytes()).isEqualTo(16000L - 256 << 20);
        assertThat(asked).containsExactly("GET /openapi/v3 as slurm", "GET /slurm/v0.0.42/nodes/ as slurm");
        assertThat(driver(Map.of("partition", "gpu")).nodes())
                .extracting(node -> node.name())
                .containsExactly("n1");
        assertThatThrownBy(() -> driver(Map.of("partition", "gpus")).nodes())
                .hasMessageContaining("no partition with nodes named gpus");
    }

    @Test
    void only_nodes_that_the_options_of_a_job_leave_are_offered() throws IOException {
        answers.put("GET /slurm/v0.0.42/nodes/", """
                {"nodes": [
                  {"name": "n1", "state": ["IDLE"], "cpus": 8, "real_memory": 16000, "partitions": ["a"],
                   "features": ["a100", "nvlink"]},
                  {"name": "n2", "state": ["IDLE", "RESERVED"], "cpus": 8, "real_memory": 16000, "partitions": ["a"],
                   "features": "a100,nvlink"},
                  {"name": "n3", "state": ["MIXED"], "cpus": 8, "real_memory": 16000, "partitions": ["a"], "features": []}],
                 "errors": []}
                """);
        answers.put("GET /slurm/v0.0.42/reservations/", """
                {"reservations": [{"name": "dure", "node_list": "n[2-3]"}, {"name": "licences", "node_list": ""}],
                 "errors": []}
                """);
        assertThat(offered(Map.of("constraint", "a100&nvlink"))).containsExactly("n1");
        assertThat(offered(Map.of("exclude", "n[1,4]"))).containsExactly("n3");
        assertThat(offered(Map.of("reservation", "dure"))).containsExactly("n2", "n3");
        assertThat(offered(Map.of("reservation", "dure", "constraint", "a100"))).containsExactly("n2");
        assertThatThrownBy(() -> offered(Map.of("reservation", "licences")))
                .hasMessageContaining("no reservation with nodes named licences");
    }

    private List<String> offered(Map<String, String> flags) throws IOException {
        return driver(flags).nodes().stream().map(node -> node.name()).toList();
    }

    @Test
    void jobs_have_numbers_that_may_be_unset_and_states_with_flags() throws IOException {
        answers.put("GET /slurm/v0.0.42/jobs/", """
                {"last_backfill": {"set": false, "infinite": false, "number": 0}, "jobs": [
                  {"job_id": 7, "name": "dure-a", "job_state": ["PENDING"], "state_reason": "Resources",
                   "start_time": {"set": false, "infinite": false, "number": 0}},
                  {"job_id": 8, "name": "dure-b", "job_state": ["RUNNING"], "state_reason": "None",
                   "start_time": {"set": true, "infinite": false, "number": 1790000000}},
                  {"job_id": 9, "name": "dure-c", "job_state": ["CANCELLED", "COMPLETING"], "state_reason": "None",
                   "start_time": {"set": true, "infinite": false, "number": 1790000000}},
                  {"job_id": 10, "name": "dure-d", "job_state": ["OUT_OF_MEMORY"], "state_reason": "OutOfMemory",
                   "start_time": {"set": true, "infinite": false, "number": 1790000000}},
                  {"job_id": 11, "name": "of others", "job_state": ["RUNNING"], "state_reason": "None"}],
                 "errors": [], "warnings": [{"description": "something", "source": "x"}]}
                """);
        List<SlurmJob> jobs = driver().jobs(Set.of("dure-a", "dure-b", "dure-c", "dure-d"));
        assertThat(jobs).extracting(SlurmJob::id).containsExactly("7", "8", "9", "10");
        assertThat(jobs.get(0).presence()).isInstanceOf(Presence.Waits.class);
        assertThat(jobs.get(1).presence()).isEqualTo(new Presence.There(Instant.ofEpochSecond(1790000000)));
        assertThat(jobs.get(2).state()).isEqualTo("COMPLETING");
        assertThat(jobs.get(3).presence()).isInstanceOf(Presence.Failed.class);
    }

    @Test
    void a_job_is_submitted_in_the_persons_name_in_the_form_of_the_version() throws IOException {
        answers.put("POST /slurm/v0.0.42/job/submit", "{\"job_id\": 12, \"step_id\": \"batch\", \"errors\": []}");
        assertThat(driver().submit(submission())).isEqualTo("12");
        assertThat(asked).last().isEqualTo("POST /slurm/v0.0.42/job/submit as kim");
        assertThat(told).isEqualTo(Json.MAPPER.readTree("""
                {"job": {"name": "dure-a", "comment": "of Dure", "current_working_directory": "/shared/a",
                  "standard_output": "/shared/a/slurm.log", "open_mode": ["APPEND"], "requeue": false, "script": "#!/bin/sh",
                  "minimum_nodes": 2, "maximum_nodes": 2, "minimum_cpus": 8, "required_nodes": ["n1", "n2"],
                  "tasks": 2, "tasks_per_node": 1, "cpus_per_task": 4,
                  "memory_per_node": {"set": true, "infinite": false, "number": 1024},
                  "time_limit": {"set": true, "infinite": false, "number": 90},
                  "tres_per_node": "gres/gpu:3", "environment": ["PATH=/usr/local/bin:/usr/bin:/bin"],
                  "partition": "gpu", "constraints": "a100", "nice": 100, "excluded_nodes": ["n[3,5]", "n4"]}}
                """));
        speaks("v0.0.37", "v0.0.38", "v0.0.39");
        answers.put("POST /slurm/v0.0.38/job/submit", "{\"job_id\": 13, \"errors\": []}");
        assertThat(driver().submit(submission())).isEqualTo("13");
        assertThat(told).isEqualTo(Json.MAPPER.readTree("""
                {"script": "#!/bin/sh", "job": {"name": "dure-a", "comment": "of Dure", "current_working_directory": "/shared/a",
                  "standard_output": "/shared/a/slurm.log", "open_mode": "append", "no_requeue": true,
                  "nodes": [2, 2], "nodelist": "n1,n2", "tasks": 2, "tasks_per_node": 1, "cpus_per_task": 4,
                  "memory_per_node": 1024, "time_limit": 90, "gres": "gpu:3",
                  "environment": {"PATH": "/usr/local/bin:/usr/bin:/bin"},
                  "partition": "gpu", "constraints": "a100", "nice": 100, "exclude_nodes": "n[3,5],n4"}}
                """));
    }

    @Test
    void the_accounts_tell_how_forgotten_jobs_ended() throws IOException {
        answers.put("GET /slurm/v0.0.42/jobs/", "{\"jobs\": [], \"errors\": []}");
        answers.put("GET /slurmdb/v0.0.42/jobs/?skip_steps=true&job_name=dure-a", """
                {"jobs": [{"name": "dure-a", "state": {"current": ["TIMEOUT"], "reason": "None"},
                  "exit_code": {"status": ["SIGNALED"], "return_code": {"set": false, "infinite": false, "number": 0},
                    "signal": {"id": {"set": true, "infinite": false, "number": 15}, "name": "SIGTERM"}}}], "errors": []}
                """);
        try (SlurmSource source = new SlurmSource(driver())) {
            Presence end = source.presences(Set.of("dure-a")).get("dure-a");
            assertThat(((Presence.Failed) end).reason().text())
                    .isEqualTo("Slurm has ended its job: TIMEOUT, exit code 0:15");
        }
        // As v0.0.38 tells it.
        assertThat(RestAnswers.end(Json.MAPPER.readTree("""
                        {"name": "dure-a", "state": {"current": "FAILED"},
                         "exit_code": {"return_code": 75, "signal": {"signal_id": 0}}}
                        """)))
                .extracting(end -> ((Presence.Gone) end).reason().text())
                .isEqualTo("Slurm has ended its job: FAILED, exit code 75:0");
    }

    @Test
    void what_is_wrong_is_told_apart() throws IOException {
        answers.put("POST /slurm/v0.0.42/job/submit", """
                {"errors": [{"error_number": 2015, "error": "Requested node configuration is not available",
                  "description": "Batch job submission failed", "source": "slurm_submit_batch_job()"}]}
                """);
        assertThatThrownBy(() -> driver().submit(submission()))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "slurmrestd: Requested node configuration is not available: Batch job submission failed");
        answers.put("POST /slurm/v0.0.42/job/submit", """
                {"errors": [{"error_number": 2016, "error": "Required node not available (down, drained or reserved)"}]}
                """);
        assertThatThrownBy(() -> driver().submit(submission()))
                .as("its node has not come back to a controller that was restarted")
                .isInstanceOf(EngineAwayException.class);
        states.put("GET /slurm/v0.0.42/nodes/", 500);
        answers.put(
                "GET /slurm/v0.0.42/nodes/",
                "{\"errors\": [{\"error\": \"Unable to contact slurm controller (connect failure)\"}]}");
        assertThatThrownBy(() -> driver().nodes())
                .isInstanceOf(EngineAwayException.class)
                .hasMessageContaining("Unable to contact slurm controller");
        states.put("GET /slurm/v0.0.42/nodes/", 401);
        answers.put("GET /slurm/v0.0.42/nodes/", "Authentication failure");
        assertThatThrownBy(() -> driver().nodes())
                .isInstanceOf(SlurmRest.TokenRefusedException.class)
                .hasMessageContaining("for the user slurm: Authentication failure");
        speaks("v0.0.36", "v0.0.37");
        assertThatThrownBy(() -> driver().nodes())
                .hasMessageContaining("slurmdb/v0.0.37]; it must speak one of v0.0.44");
        answers.put("GET /openapi/v3", "<html>");
        assertThatThrownBy(() -> driver().nodes()).hasMessageContaining("is no slurmrestd");
        token(Instant.parse("2026-01-01T00:00:00Z"));
        assertThatThrownBy(() -> driver().nodes())
                .isInstanceOf(EngineRefusesException.class)
                .hasMessageContaining("has expired at 2026-01-01T00:00:00Z");
        Files.delete(folder.resolve("token"));
        assertThatThrownBy(() -> driver().nodes()).hasMessageContaining("is not there");
    }

    @Test
    void a_submission_that_may_have_been_heard_is_waited_for_and_only_a_refused_token_is_final() {
        answers.put("GET /slurm/v0.0.42/partitions/", "{\"partitions\": [], \"errors\": []}");
        answers.put("POST /slurm/v0.0.42/job/submit", SILENT);
        assertAway("Zero Bytes");
        answers.put("GET /slurm/v0.0.42/partitions/", SILENT);
        assertAway("Zero Bytes");
        answers.put("GET /slurm/v0.0.42/partitions/ as slurm", "{\"partitions\": [], \"errors\": []}");
        assertThatThrownBy(() -> driver().submit(submission()))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("such as kim, a job is submitted only with that of root or of SlurmUser");
        // Taken, perhaps: its answer was cut off, tells no number, or slurmrestd is another one by now.
        answers.put("POST /slurm/v0.0.42/job/submit", "{\"job_id\": 12, \"err");
        assertAway("cannot be read");
        answers.put("POST /slurm/v0.0.42/job/submit", "{\"errors\": []}");
        assertAway("told no number");
        answers.remove("POST /slurm/v0.0.42/job/submit");
        assertAway("HTTP 404");
    }

    private void assertAway(String words) {
        assertThatThrownBy(() -> driver().submit(submission()))
                .isInstanceOf(EngineAwayException.class)
                .hasMessageContaining(words);
    }

    @Test
    void settings_of_the_commands_and_of_slurmrestd_exclude_one_another() {
        Map<String, Object> needed = Map.of("shared_folder", "/shared", "server_url", "http://s:1");
        assertFaults(
                merged(
                        needed,
                        Map.of("rest_url", "http://r", "ssh", "login", "flags", Map.of("switches", "1", "nice", "x"))),
                "settings.ssh",
                "settings.rest_token_file",
                "settings.rest_user",
                "settings.flags.switches",
                "settings.flags.nice");
        assertFaults(merged(needed, Map.of("rest_user", "slurm")), "settings.rest_user");
        assertFaults(
                merged(needed, Map.of("rest_url", "http://a b", "rest_token_file", "/t", "rest_user", "slurm")),
                "settings.rest_url");
    }

    private static void assertFaults(Map<String, Object> settings, String... fields) {
        assertThatThrownBy(() -> SlurmSettings.read(settings))
                .isInstanceOfSatisfying(
                        UserError.Invalid.class,
                        invalid -> assertThat(invalid.fields())
                                .extracting(UserError.Field::field)
                                .containsExactlyInAnyOrder(fields));
    }

    private static Map<String, Object> merged(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    private void speaks(String... versions) {
        Map<String, Object> paths = new HashMap<>();
        for (String each : versions) {
            paths.put("/slurm/" + each + "/jobs/", Map.of("get", Map.of("tags", List.of("slurm"))));
            paths.put("/slurmdb/" + each + "/jobs/", Map.of());
        }
        answers.put("GET /openapi/v3", Json.MAPPER.writeValueAsString(Map.of("openapi", "3.0.3", "paths", paths)));
    }

    private void token(Instant end) throws IOException {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"exp\": " + end.getEpochSecond() + ", \"sun\": \"slurm\"}")
                        .getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("token"), "SLURM_JWT=eyJhbGciOiJIUzI1NiJ9." + claims + ".c2lnbmF0dXJl\n");
    }

    private RestDriver driver() {
        return driver(Map.of());
    }

    private RestDriver driver(Map<String, String> flags) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new RestDriver(
                new SlurmRest(new SlurmSettings.Rest(url, folder.resolve("token"), "slurm"), Clock.systemUTC()),
                "slurm",
                NodeChoice.of(flags));
    }

    private static SlurmSubmission submission() {
        return new SlurmSubmission(
                "dure-a",
                "of Dure",
                "kim",
                Path.of("/shared/a"),
                4,
                1024,
                90,
                List.of("n1", "n2"),
                3,
                Map.of("partition", "gpu", "constraint", "a100", "nice", "", "exclude", "n[3,5],n4"),
                null,
                "#!/bin/sh");
    }
}
