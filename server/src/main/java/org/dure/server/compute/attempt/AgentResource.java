package org.dure.server.compute.attempt;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.base.agent.Heartbeat;
import org.dure.base.agent.LogChunk;
import org.dure.base.agent.StateReport;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;

/// The wire between `server` and `agent`; `api/agent-protocol.md` tells it.
@RestController
@RequestMapping("/agent/v1/attempts/{attemptId}")
class AgentResource {

    private static final int JSON_BYTES_MAX = 16 << 20;

    record Logs(List<LogChunk> chunks) {}

    record Next(long next) {}

    private final AttemptService attempts;
    private final ObjectStore objects;

    AgentResource(AttemptService attempts, ObjectStore objects) {
        this.attempts = attempts;
        this.objects = objects;
    }

    @Needs(Permission.AGENT)
    @GetMapping("/order")
    ResponseEntity<byte[]> order(Caller caller, @PathVariable UUID attemptId) {
        WorkOrder order = attempts.order(caller, attemptId);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Json.MAPPER.writeValueAsBytes(order));
    }

    @Needs(Permission.AGENT)
    @PostMapping("/heartbeat")
    Heartbeat.Answer heartbeat(
            Caller caller,
            @PathVariable UUID attemptId,
            @RequestParam(name = "wait_seconds", defaultValue = "0") int waitSeconds,
            InputStream body)
            throws IOException, InterruptedException {
        return attempts.beat(caller, attemptId, read(body, Heartbeat.class), waitSeconds);
    }

    @Needs(Permission.AGENT)
    @PostMapping("/states")
    Map<String, String> states(Caller caller, @PathVariable UUID attemptId, InputStream body) throws IOException {
        attempts.report(caller, attemptId, read(body, StateReport.class));
        return Map.of();
    }

    @Needs(Permission.AGENT)
    @PostMapping("/logs")
    Next logs(Caller caller, @PathVariable UUID attemptId, InputStream body) throws IOException {
        return new Next(
                attempts.append(caller, attemptId, read(body, Logs.class).chunks()));
    }

    @Needs(Permission.AGENT)
    @PutMapping("/checkpoints/{number}")
    Map<String, String> putCheckpoint(
            Caller caller,
            @PathVariable UUID attemptId,
            @PathVariable int number,
            @RequestHeader(name = "X-Sha256", required = false) @Nullable String sha256,
            InputStream body)
            throws IOException {
        attempts.putCheckpoint(caller, attemptId, number, sha256(sha256), body);
        return Map.of();
    }

    @Needs(Permission.AGENT)
    @GetMapping("/checkpoints/{number}")
    ResponseEntity<InputStreamResource> checkpoint(
            Caller caller, @PathVariable UUID attemptId, @PathVariable int number) throws IOException {
        WorkOrder.Checkpoint checkpoint = attempts.checkpoint(caller, attemptId, number);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(checkpoint.sizeBytes())
                .body(new InputStreamResource(objects.open(new Sha256(checkpoint.sha256()))));
    }

    @Needs(Permission.AGENT)
    @PutMapping("/outputs")
    Map<String, String> putOutput(
            Caller caller,
            @PathVariable UUID attemptId,
            @RequestParam String path,
            @RequestHeader(name = "X-Sha256", required = false) @Nullable String sha256,
            InputStream body)
            throws IOException {
        attempts.putOutput(caller, attemptId, path, sha256(sha256), body);
        return Map.of();
    }

    private static Sha256 sha256(@Nullable String header) {
        try {
            return new Sha256(header == null ? "" : header);
        } catch (IllegalArgumentException wrong) {
            throw new UserError.Invalid("X-Sha256", String.valueOf(wrong.getMessage()));
        }
    }

    /// In the dialect of the internal wires, which ignores what it does not know.
    private static <T> T read(InputStream body, Class<T> type) throws IOException {
        byte[] bytes = body.readNBytes(JSON_BYTES_MAX + 1);
        if (bytes.length > JSON_BYTES_MAX) {
            throw new UserError.TooLarge("The body is larger than " + JSON_BYTES_MAX + " bytes.");
        }
        try {
            T value = Json.MAPPER.readValue(bytes, type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException wrong) {
            throw new UserError.Invalid("body", "is no " + type.getSimpleName() + ": " + wrong.getOriginalMessage());
        }
        throw new UserError.Invalid("body", "is null");
    }
}
