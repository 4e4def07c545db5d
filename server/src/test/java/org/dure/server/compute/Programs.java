package org.dure.server.compute;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dure.base.Json;
import org.dure.server.Api;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// Submits small Python programs and follows them.
public final class Programs {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Programs() {}

    /// Skips the test, saying why, where this machine cannot run sessions.
    public static void requireSandbox() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/bwrap"))
                && Files.isExecutable(Path.of("/usr/bin/socat"))
                && Files.isExecutable(Path.of("/usr/bin/python3"))
                && sandboxStarts();
        if (!there) {
            System.out.println("SKIPPED: sessions need bubblewrap, socat and Python in /usr/bin, and user namespaces");
        }
        Assumptions.assumeTrue(there, "no sandbox on this machine");
    }

    private static boolean sandboxStarts() {
        try {
            return new ProcessBuilder("/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/", "/", "/bin/true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /// A zip archive of these texts, by their paths.
    public static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    /// Uploads `main.py`; answers the program's id.
    public static String upload(Api.Caller caller, String project, String python) {
        return upload(caller, project, Map.of("main.py", python));
    }

    /// Uploads these texts by their paths; answers the program's id.
    public static String upload(Api.Caller caller, String project, Map<String, String> files) {
        return caller.sendBytes("POST", "/api/v1/projects/" + project + "/programs", "application/zip", zip(files))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    /// Submits `main.py` as a session of a quarter core and 128 MiB; answers the session's id.
    public static String run(Api.Caller caller, String project, String python) {
        return submit(caller, project, upload(caller, project, python), "python3", "main.py");
    }

    public static String submit(Api.Caller caller, String project, String programId, String... command) {
        String body = """
                {"name": "test", "program": {"program_id": "%s", "command": %s},
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120}
                """.formatted(programId, Json.MAPPER.writeValueAsString(command));
        return caller.post("/api/v1/projects/" + project + "/sessions", body)
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    /// Submits a place to work, and waits until it runs.
    ///
    /// @param program the members of `program` in JSON
    public static String submitInteractive(Api.Caller caller, String project, String program) {
        String body = """
                {"name": "place", "kind": "INTERACTIVE", "program": {%s},
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 300}
                """.formatted(program);
        String session = caller.post("/api/v1/projects/" + project + "/sessions", body)
                .expect(201)
                .json()
                .path("id")
                .asString();
        await(caller, session, Session.State.RUNNING);
        return session;
    }

    /// Waits for one of the states.
    public static JsonNode await(Api.Caller caller, String session, Session.State... states) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode json =
                    caller.get("/api/v1/sessions/" + session).expect(200).json();
            Session.State now = Session.State.valueOf(json.path("state").asString());
            for (Session.State state : states) {
                if (now == state) {
                    return json;
                }
            }
            if (now.isEnd() || Instant.now().isAfter(deadline)) {
                throw new AssertionError(json.toPrettyString() + "\n" + log(caller, session));
            }
            pause();
        }
    }

    /// The whole log.
    public static String log(Api.Caller caller, String session) {
        StringBuilder text = new StringBuilder();
        caller.get("/api/v1/sessions/" + session + "/logs?limit=500")
                .expect(200)
                .json()
                .path("items")
                .forEach(chunk -> text.append(chunk.path("text").asString()));
        return text.toString();
    }

    public static void awaitLog(Api.Caller caller, String session, String part) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!log(caller, session).contains(part)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("no " + part + " in: " + log(caller, session));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
