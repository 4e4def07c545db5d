package org.dure.server.people;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether `server` answers. Nothing else is told to those who have not signed in.
@RestController
class HealthResource {

    @OpenToAll(why = "health is asked by machines; it tells nothing but that the server answers")
    @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
    String health() {
        return "OK";
    }
}
