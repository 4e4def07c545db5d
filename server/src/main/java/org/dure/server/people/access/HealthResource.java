package org.dure.server.people.access;

import org.dure.server.people.OpenToAll;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether `server` is ready: not before its start is over, the first administrator included. Nothing else is told to
/// those who have not signed in.
@RestController
class HealthResource {

    private final ApplicationAvailability availability;

    HealthResource(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @OpenToAll(why = "health is asked by machines; it tells nothing but that the server answers")
    @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> health() {
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                ? ResponseEntity.ok("OK")
                : ResponseEntity.status(503).body("STARTING");
    }
}
