package org.dure.cli.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dure.base.Json;
import org.dure.cli.ExitCode;
import org.dure.cli.TestConsole;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands against answers as the API's contract gives them, over a real connection. The real `server` answers
/// them
/// in the long tests.
class VerbsTest {

    private static final String ID = "0198f2d0-0000-7000-8000-000000000001";

    private record Request(String method, String path, String authorization, String body) {}

    @TempDir
    Path folder;

    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private TestConsole console;

    @BeforeEach
    void server() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        console = new TestConsole(
                folder, Map.of("DURE_URL", url, "DURE_TOKEN", "dure_secret", "HOME", folder.toString()));
        answers.put("GET /api/v1/projects", "{\"items\": [{\"name\": \"default\"}]}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void an_import_names_an_address_that_is_none_and_a_server_that_is_no_mlflow() {
        answers.put("GET /api/v1/projects/default", "{\"name\": \"default\"}");
        assertThat(console.run("import", "mlflow", "--from", "mlflow.example.org"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--from takes an address such as http://host:5000");
        String here = "http://127.0.0.1:" + server.getAddress().getPort();
        assertThat(console.run("import", "mlflow", "--from", here)).isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).contains("The experiments of " + here + " cannot be read");
    }

    @Test
    void the_room_names_who_holds_what_and_says_when_the_next_one_starts() {
        answers.put("GET /api/v1/room", """
                {"nodes": [{"pool": "local", "name": "gpu-box", "sample": {"cpu_share": 0.42, "memory_bytes": 1073741824,
                  "memory_total_bytes": 4294967296, "gpus": [{"number": 0, "utilisation": 0.87,
                  "memory_bytes": 21474836480, "temperature_celsius": 61.2, "power_watts": 412.3}]},
                  "slots": [{"name": "gpu-0", "kind": "GPU", "number": 0, "holder": {"since": "2026-11-28T10:00:00Z",
                   "session": {"name": "train-1", "project_name": "vision", "problem_name": "digits"}}},
                   {"name": "cpu-0", "kind": "CPU", "number": 0, "holder": {"since": "2026-11-28T10:00:00Z", "session": null}}]}],
                 "queue": [{"pool": "cluster", "position": 1, "needs": {"gpus": 1, "memory_bytes": 2147483648},
                   "session": {"name": "train-2", "project_name": "vision"}, "reason": {"text": "waits for a free GPU slot"},
                   "start": {"interval": {"median_seconds": 240, "low90_seconds": 60, "high90_seconds": 7200}}},
                  {"pool": "local", "position": 1, "needs": {"gpus": 2, "memory_bytes": 2147483648}, "session": null, "reason": null,
                   "start": {"interval": null, "at_limits_seconds": 86400}}]}
                """);
        assertThat(console.run("room")).isZero();
        assertThat(console.out())
                .contains("gpu-box (local): CPU 42 %, memory 1.0 GiB", "train-1", "digits", "87 %", "20.0 GiB", "412")
                .containsPattern("POOL +PLACE")
                .containsPattern("cluster +1 +train-2")
                .contains("another project", "in 4 min (60 s to 2.0 h)", "unknown; by the time limits in 24.0 h");
    }

    @Test
    void usage_is_told_by_what_one_asks_and_as_csv() {
        answers.put("GET /api/v1/usage/compute?daily=false&by=PERSON&from=2026-11-01", """
                {"currency": "KRW", "items": [{"project_name": "vision", "person": "kim", "gpu_hours": 12.5, "cpu_hours": 0,
                  "cost": 31250}]}
                """);
        assertThat(console.run("usage", "--by", "person", "--from", "2026-11-01"))
                .isZero();
        assertThat(console.out()).contains("kim", "12.50", "31,250 KRW");
        answers.put("GET /api/v1/usage/compute.csv?daily=true&by=SESSION", "day,project\r\n2026-11-28,vision\r\n");
        assertThat(console.run("usage", "--csv")).isZero();
        assertThat(console.out()).contains("2026-11-28,vision");
        assertThat(console.run("usage", "--by", "improvement")).isEqualTo(ExitCode.USAGE);
        assertThat(console.run("usage", "--csv", "--by", "model")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void what_of_a_share_is_not_named_stays() {
        answers.put("GET /api/v1/projects/vision/share", "{\"weight\": 3.0, \"gpus_max\": 2, \"cpus_max\": 8}");
        answers.put(
                "PUT /api/v1/projects/vision/share", "{\"project_name\": \"vision\", \"weight\": 3, \"part\": 0.5}");
        assertThat(console.run("shares", "set", "vision", "--gpus", "4", "--cpus", "none"))
                .isZero();
        JsonNode sent = Json.MAPPER.readTree(requests.getLast().body());
        assertThat(sent.path("weight").asDouble()).isEqualTo(3);
        assertThat(sent.path("gpus_max").asDouble()).isEqualTo(4);
        assertThat(sent.has("cpus_max")).isFalse();
    }

    @Test
    void lists_are_tables_for_people_and_lines_of_json_for_programs() {
        answers.put("GET /api/v1/projects/default/datasets", """
                {"items": [{"name": "손글씨", "latest_version": 2, "created_by": "kim", "description": ""}], "next": "a b"}
                """);
        answers.put("GET /api/v1/projects/default/datasets?after=a%20b", """
                {"items": [{"name": "digits", "latest_version": null, "created_by": "kim", "description": "d"}]}
                """);

        assertThat(console.run("data", "ls")).isZero();
        assertThat(console.out().lines()).hasSize(3).element(1).asString().startsWith("손글씨  2");
        assertThat(console.run("data", "ls", "--json")).isZero();
        assertThat(console.out()
                        .lines()
                        .map(line -> Json.MAPPER.readTree(line).path("name").asString()))
                .containsExactly("손글씨", "digits");
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer dure_secret"));
    }

    @Test
    void a_failed_session_is_explained_with_its_evidence_and_the_next_step() {
        answers.put("GET /api/v1/sessions/" + ID, """
                {"name": "train", "state": "FAILED", "reason": {"text": "exit code 1", "parts": []},
                 "autopsy": {"finding": {"text": "the module torch is not installed", "parts": []},
                             "next_step": {"text": "name the package in requirements.txt", "parts": []},
                             "evidence": ["ModuleNotFoundError: No module named 'torch'"]}}
                """);

        assertThat(console.run("why", ID)).isZero();
        assertThat(console.out()).isEqualTo("""
                train FAILED: exit code 1
                found: the module torch is not installed
                  | ModuleNotFoundError: No module named 'torch'
                next:  name the package in requirements.txt
                """);
    }

    @Test
    void a_session_is_submitted_with_its_data_needs_and_problem() {
        answers.put("GET /api/v1/projects/default/datasets", dataset());
        answers.put(
                "GET /api/v1/projects/default/problems",
                "{\"items\": [{\"name\": \"digits\", \"id\": \"" + ID + "\"}]}");
        answers.put(
                "POST /api/v1/projects/default/sessions",
                "{\"id\": \"" + ID + "\", \"name\": \"x\", \"state\": \"WAITING\"}");

        int code = console.run(
                "run",
                "--recipe",
                "image-classifier",
                "--data",
                "digits@3:train",
                "--problem",
                "digits",
                "--memory",
                "1.5g",
                "--cpus",
                "2",
                "--nodes",
                "3",
                "--env",
                "A=1",
                "--",
                "--epochs",
                "5");

        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        JsonNode sent = Json.MAPPER.readTree(requests.getLast().body());
        assertThat(sent.path("program").path("arguments").toString())
                .isEqualTo("[\"--epochs\",\"5\",\"--data\",\"/data/digits\"]");
        assertThat(sent.path("mounts").path(0).path("parameters").toString())
                .isEqualTo("{\"dataset\":\"" + ID + "\",\"version\":\"3\",\"part\":\"train\"}");
        assertThat(sent.path("needs").path("memory_bytes").asLong()).isEqualTo(1_610_612_736L);
        assertThat(sent.path("needs").path("nodes").asInt()).isEqualTo(3);
        assertThat(sent.path("environment").path("A").asString()).isEqualTo("1");
        assertThat(sent.path("context").path("problem").asString()).isEqualTo(ID);
        assertThat(console.run("run", "--interactive")).isZero();
        assertThat(requests.getLast().body()).contains("\"recipe\":\"terminal\"", "\"kind\":\"INTERACTIVE\"");
    }

    @Test
    void a_workplace_begins_with_a_folders_files() throws Exception {
        answers.put("POST /api/v1/projects/default/programs", "{\"id\": \"" + ID + "\"}");
        answers.put("POST /api/v1/projects/default/sessions", "{\"id\": \"" + ID + "\", \"name\": \"paper\"}");
        Path paper = Files.createDirectory(folder.resolve("paper"));
        Files.writeString(paper.resolve("train.py"), "print()");
        assertThat(console.run("run", "--interactive", "--recipe", "jupyter", paper.toString()))
                .isZero();
        String files = "\"program_id\":\"" + ID + "\"";
        assertThat(requests.getLast().body()).contains("\"name\":\"paper\"", "\"recipe\":\"jupyter\"", files);
        assertThat(console.run("run", "--interactive", paper.toString())).isZero();
        assertThat(requests.getLast().body()).contains("\"recipe\":\"terminal\"", files);
        assertThat(console.run("run", "--interactive", paper.toString(), "python3", "train.py"))
                .isZero();
        assertThat(requests.getLast().body())
                .contains("\"command\":[\"python3\",\"train.py\"]")
                .doesNotContain("recipe");
    }

    @Test
    void a_sweep_is_made_from_options_and_from_a_file_over_which_options_go() throws Exception {
        answers.put("POST /api/v1/projects/default/programs", "{\"id\": \"" + ID + "\"}");
        answers.put(
                "POST /api/v1/projects/default/sweeps",
                "{\"id\": \"" + ID + "\", \"name\": \"train\", \"trials\": 40, \"parallel\": 4}");
        Files.writeString(folder.resolve("train.py"), "print()");
        Path file = Files.writeString(folder.resolve("sweep.yaml"), """
                name: train
                program: train.py
                arguments: ["--rate={lr}"]
                metric: loss
                trials: 10
                early-stop: asha:2:4
                params:
                  lr: log:1e-4..1e-1/5
                  act: choice:relu,tanh,2
                  slope: float:0..0.5 if act=relu|tanh
                """);

        assertThat(console.run("sweep", file.toString(), "--trials", "40", "--parallel", "4"))
                .as(console.err())
                .isZero();

        assertThat(console.out()).isEqualTo("Made the sweep train (" + ID + "): 40 trials, 4 at once\n");
        JsonNode sent = Json.MAPPER.readTree(requests.getLast().body());
        assertThat(sent.path("parameters")).isEqualTo(Json.MAPPER.readTree("""
                [{"name": "lr", "type": "LOG_UNIFORM", "low": 1e-4, "high": 0.1, "steps": 5},
                 {"name": "act", "type": "CHOICE", "values": ["relu", "tanh", 2]},
                 {"name": "slope", "type": "UNIFORM", "low": 0.0, "high": 0.5, "when": {"act": ["relu", "tanh"]}}]
                """));
        assertThat(sent.path("trials").asInt()).isEqualTo(40);
        assertThat(sent.path("objective").toString()).isEqualTo("{\"metric\":\"loss\"}");
        assertThat(sent.path("early_stop").toString()).isEqualTo("{\"first\":2,\"factor\":4}");
        assertThat(sent.path("session").path("program").path("command").toString())
                .isEqualTo("[\"python3\",\"train.py\",\"--rate={lr}\"]");
        assertThat(console.run("sweep", file.toString(), "--param", "lr=exp:1..2"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--param").contains("exp");
    }

    @Test
    void a_folder_of_ones_own_is_sent_and_its_command_found_where_none_is_given() throws Exception {
        answers.put("POST /api/v1/projects/default/programs", "{\"id\": \"" + ID + "\"}");
        answers.put(
                "POST /api/v1/projects/default/sessions",
                "{\"id\": \"" + ID + "\", \"name\": \"x\", \"state\": \"WAITING\"}");
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("train.py"), "print(1)");

        assertThat(console.run("run", project.toString())).isZero();
        assertThat(console.err()).contains("project: 1 files");
        JsonNode sent = Json.MAPPER.readTree(requests.getLast().body());
        assertThat(sent.path("name").asString()).isEqualTo("project");
        assertThat(sent.path("program").path("command").toString()).isEqualTo("[\"python3\",\"train.py\"]");

        assertThat(console.run("run", project.toString(), "--", "python", "train.py", "--lr", "0.1"))
                .isZero();
        sent = Json.MAPPER.readTree(requests.getLast().body());
        assertThat(sent.path("program").path("command").toString())
                .isEqualTo("[\"python\",\"train.py\",\"--lr\",\"0.1\"]");

        assertThat(console.run("run", "--containerfile", "Containerfile", project.toString()))
                .isZero();
        assertThat(requests.getLast().body()).contains("\"containerfile\":\"Containerfile\"");

        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(console.run("run", empty.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("holds none of run.sh, main.py, train.py");
        assertThat(console.run("run", "./nowhere")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_folder_is_sent_part_by_part_and_becomes_a_version() throws Exception {
        answers.put("GET /api/v1/projects/default/datasets", dataset());
        answers.put("POST /api/v1/datasets/" + ID + "/uploads", "{\"id\": \"" + ID + "\"}");
        answers.put("PUT /api/v1/uploads/" + ID + "/files?part=train&path=7%2Fa%20b.png", "{}");
        answers.put(
                "POST /api/v1/uploads/" + ID + "/commit",
                "{\"number\": 4, \"parts\": [{\"name\": \"train\", \"files\": 1}]}");
        Path picture = folder.resolve("pictures/train/7/a b.png");
        Files.createDirectories(picture.getParent());
        Files.writeString(picture, "png");

        assertThat(console.run(
                        "data", "put", "digits", folder.resolve("pictures").toString(), "--note", "more"))
                .isZero();

        assertThat(console.out()).contains("Version 4 of digits: train 1");
        assertThat(requests).anySatisfy(request -> assertThat(request.body()).isEqualTo("png"));
        assertThat(requests.getLast().body()).contains("\"base_version\":3").contains("\"note\":\"more\"");
    }

    @Test
    void a_file_beside_the_parts_is_refused_with_the_way_out() throws Exception {
        answers.put("GET /api/v1/projects/default/datasets", dataset());
        answers.put("POST /api/v1/datasets/" + ID + "/uploads", "{\"id\": \"" + ID + "\"}");
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.writeString(pictures.resolve("a.png"), "png");

        assertThat(console.run("data", "put", "digits", pictures.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("a.png").contains("--part");
    }

    @Test
    void what_the_platform_says_is_what_the_person_reads() {
        answers.put("POST /api/v1/projects/default/datasets", """
                422 {"title": "Bad Request", "status": 400, "detail": "name: must be a-z, 0-9 and -, not Ä",
                 "errors": [{"field": "name", "message": "must be a-z, 0-9 and -, not Ä"}]}
                """);

        assertThat(console.run("data", "create", "Ä")).isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).isEqualTo("dure: name: must be a-z, 0-9 and -, not Ä\n");
    }

    @Test
    void exit_codes_tell_denied_absent_and_unreachable_apart() {
        answers.put(
                "GET /api/v1/projects/default/sessions?limit=30&kind=TRAINING&kind=INTERACTIVE",
                "403 {\"detail\": \"You may not.\"}");
        assertThat(console.run("ps")).isEqualTo(ExitCode.DENIED);
        assertThat(console.run("models", "ls", "--project", "other")).isEqualTo(ExitCode.NOT_FOUND);
        answers.put("GET /api/v1/projects/default/datasets", dataset());
        assertThat(console.run("data", "versions", "letters")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(console.err()).isEqualTo("dure: There is no dataset letters.\n");
        server.stop(0);
        assertThat(console.run("ps")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(console.err()).contains("Nothing answers at http://127.0.0.1:");
    }

    @Test
    void every_command_explains_itself() {
        String commands = """
                up, down, status, demo, login, data, data put, run, sweep, sweeps resume, ps, logs, why
                stop, pause, resume, keep, problems, problems create, models, models show, deploy, endpoints
                keys, keys create, predict, shell
                """;
        for (String command : commands.strip().split(",\\s+|\n")) {
            String[] arguments = (command + " --help").split(" ");
            assertThat(console.run(arguments)).as(command).isZero();
            assertThat(console.out()).as(command).contains("dure " + command);
        }
    }

    @Test
    void wrong_arguments_leave_with_two() {
        assertThat(console.run("run")).isEqualTo(ExitCode.USAGE);
        assertThat(console.run("run", "--recipe", "image-classifier", "--memory", "much"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("--memory");
        assertThat(console.run("data")).isEqualTo(ExitCode.USAGE);
        assertThat(console.run("data", "get", "digits@x")).isEqualTo(ExitCode.USAGE);
        assertThat(console.run("login")).isEqualTo(ExitCode.USAGE);
    }

    private static String dataset() {
        return "{\"items\": [{\"name\": \"digits\", \"id\": \"" + ID + "\", \"latest_version\": 3}]}";
    }

    /// Answers with what was put for the request, optionally with a status before it; else there is none.
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(new Request(exchange.getRequestMethod(), path, authorization, body));
        String answer =
                answers.getOrDefault(exchange.getRequestMethod() + " " + path, "404 {\"detail\": \"There is none.\"}");
        boolean hasStatus = Character.isDigit(answer.charAt(0));
        int status = hasStatus ? Integer.parseInt(answer.substring(0, 3)) : 200;
        byte[] bytes = (hasStatus ? answer.substring(4) : answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
