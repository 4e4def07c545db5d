package org.dure.server.compute.stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.agent.StreamRequest;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The agent's side of streams; `api/agent-protocol.md` tells it.
@RestController
@RequestMapping("/agent/v1/attempts/{attemptId}/streams")
class AgentStreamResource {

    private static final String PROTOCOL = "dure-stream";

    private final StreamService streams;
    private final StreamBroker broker;

    AgentStreamResource(StreamService streams, StreamBroker broker) {
        this.streams = streams;
        this.broker = broker;
    }

    @Needs(Permission.AGENT)
    @GetMapping
    ResponseEntity<byte[]> wanted(
            Caller caller,
            @PathVariable UUID attemptId,
            @RequestParam(name = "wait_seconds", defaultValue = "0") int waitSeconds)
            throws InterruptedException {
        StreamRequest.Wanted wanted = new StreamRequest.Wanted(streams.take(caller, attemptId, waitSeconds));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Json.MAPPER.writeValueAsBytes(wanted));
    }

    @Needs(Permission.AGENT)
    @GetMapping("/{streamId}")
    void carry(
            Caller caller,
            @PathVariable UUID attemptId,
            @PathVariable UUID streamId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        streams.requireAwaited(caller, attemptId, streamId);
        if (!PROTOCOL.equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            throw new UserError.Invalid(HttpHeaders.UPGRADE, "must be " + PROTOCOL);
        }
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader(HttpHeaders.CONNECTION, "Upgrade");
        response.setHeader(HttpHeaders.UPGRADE, PROTOCOL);
        request.upgrade(StreamUpgrade.class).hold(broker, streamId);
    }
}
