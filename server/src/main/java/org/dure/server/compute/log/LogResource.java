package org.dure.server.compute.log;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// A session's log.
@RestController
@RequestMapping("/api/v1/sessions/{id}/logs")
class LogResource {

    private final LogService logs;

    LogResource(LogService logs) {
        this.logs = logs;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    Page<StoredChunk> page(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit) {
        return logs.page(caller, id, after, limit);
    }

    /// A browser that was cut off sends the last event's id by itself.
    @Needs(Permission.COMPUTE_READ)
    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        return logs.stream(caller, id, lastEventId == null ? after : number(lastEventId));
    }

    private static long number(String lastEventId) {
        try {
            return Long.parseLong(lastEventId);
        } catch (NumberFormatException e) {
            throw new UserError.Invalid("Last-Event-ID", "must be the number of a log chunk, not " + lastEventId);
        }
    }
}
