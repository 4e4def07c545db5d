package org.dure.server.serving.wire;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.base.Sha256;
import org.dure.base.serving.DeploymentReport;
import org.dure.base.serving.ServeEvent;
import org.dure.base.serving.SignedTable;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.serving.endpoint.DeploymentService;
import org.dure.server.serving.routing.RoutingChanges;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;

/// The wire between `server` and `serve`; its prose is `api/serve-protocol.md`.
@RestController
@RequestMapping("/internal/serve")
class ServeWireResource {

    private static final int WAIT_SECONDS_MAX = 60;
    private static final int EVENTS_MAX = 1_000;
    private static final int BODY_BYTES_MAX = 8 << 20;

    record Events(List<ServeEvent> events) {}

    record Reports(List<DeploymentReport> reports) {}

    private final RoutingService routing;
    private final RoutingChanges changes;
    private final DeploymentService deployments;
    private final EventService events;
    private final ObjectStore objects;

    ServeWireResource(
            RoutingService routing,
            RoutingChanges changes,
            DeploymentService deployments,
            EventService events,
            ObjectStore objects) {
        this.routing = routing;
        this.changes = changes;
        this.deployments = deployments;
        this.events = events;
        this.objects = objects;
    }

    @Needs(Permission.SERVE)
    @GetMapping("/table")
    ResponseEntity<SignedTable> table(
            @RequestParam(defaultValue = "-1") long after, @RequestParam(name = "wait_s", defaultValue = "0") int waitS)
            throws InterruptedException {
        Duration wait = Duration.ofSeconds(Math.clamp(waitS, 0, WAIT_SECONDS_MAX));
        return changes.await(after, wait)
                ? ResponseEntity.ok(routing.table())
                : ResponseEntity.noContent().build();
    }

    @Needs(Permission.SERVE)
    @GetMapping("/objects/{sha256}")
    ResponseEntity<Resource> object(@PathVariable String sha256) throws IOException {
        if (!deployments.namesObject(sha256)) {
            throw new UserError.NotFound("object of a deployed model", sha256);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(objects.file(new Sha256(sha256))));
    }

    @Needs(Permission.SERVE)
    @PostMapping("/events")
    Map<String, Object> events(InputStream body) throws IOException {
        List<ServeEvent> received = read(body, Events.class).events();
        if (received == null || received.size() > EVENTS_MAX) {
            throw new UserError.Invalid("events", "must be there, at most " + EVENTS_MAX);
        }
        events.take(received);
        return Map.of();
    }

    @Needs(Permission.SERVE)
    @PostMapping("/reports")
    Map<String, Object> reports(InputStream body) throws IOException {
        List<DeploymentReport> received = read(body, Reports.class).reports();
        if (received == null) {
            throw UserError.Invalid.missing("reports");
        }
        deployments.report(received);
        return Map.of();
    }

    /// In the dialect of the internal wires, where unknown fields are passed over.
    private static <T> T read(InputStream body, Class<T> type) throws IOException {
        byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new UserError.TooLarge("At most " + BODY_BYTES_MAX + " bytes are taken at a time.");
        }
        try {
            return Json.MAPPER.readValue(bytes, type);
        } catch (JacksonException notSo) {
            throw new UserError.Invalid("body", "is not the JSON that belongs here: " + notSo.getOriginalMessage());
        }
    }
}
