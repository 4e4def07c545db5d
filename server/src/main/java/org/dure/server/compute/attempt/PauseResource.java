package org.dure.server.compute.attempt;

import java.util.UUID;
import org.dure.server.compute.Session;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Pausing and resuming sessions, and keeping idle ones.
@RestController
@RequestMapping("/api/v1/sessions/{id}")
class PauseResource {

    record Pause(@Nullable String reason) {}

    private final PauseService pauses;

    PauseResource(PauseService pauses) {
        this.pauses = pauses;
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/pause")
    Session pause(Caller caller, @PathVariable UUID id, @RequestBody Pause body) {
        return pauses.pause(caller, id, body.reason());
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/keep")
    Session keep(Caller caller, @PathVariable UUID id) {
        return pauses.keep(caller, id);
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/resume")
    Session resume(Caller caller, @PathVariable UUID id) {
        return pauses.resume(caller, id);
    }
}
