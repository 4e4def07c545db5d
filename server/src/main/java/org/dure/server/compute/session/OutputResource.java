package org.dure.server.compute.session;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.Attachment;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.compute.Output;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The files that a session has left.
@RestController
@RequestMapping("/api/v1/sessions/{id}/outputs")
class OutputResource {

    record OutputList(List<Output> items) {}

    private final SessionService sessions;
    private final ObjectStore objects;

    OutputResource(SessionService sessions, ObjectStore objects) {
        this.sessions = sessions;
        this.objects = objects;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    OutputList list(Caller caller, @PathVariable UUID id) {
        return new OutputList(sessions.readableOutputs(caller, id));
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/content")
    ResponseEntity<InputStreamResource> content(Caller caller, @PathVariable UUID id, @RequestParam String path)
            throws IOException {
        Output output = sessions.readableOutputs(caller, id).stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new UserError.NotFound("output", path));
        return Attachment.of(path, MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(output.sizeBytes())
                .body(new InputStreamResource(objects.open(new Sha256(output.sha256()))));
    }
}
