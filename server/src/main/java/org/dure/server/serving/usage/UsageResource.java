package org.dure.server.serving.usage;

import java.time.LocalDate;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What callers used of an endpoint, by day.
@RestController
@RequestMapping("/api/v1/endpoints/{id}/usage")
class UsageResource {

    private final UsageService usage;

    UsageResource(UsageService usage) {
        this.usage = usage;
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping
    UsageService.Usage of(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable LocalDate from,
            @RequestParam(required = false) @Nullable LocalDate to) {
        return usage.of(caller, id, from, to);
    }
}
