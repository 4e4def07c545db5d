package org.dure.server.compute.forecast;

import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// When a waiting session will start, and what would start sooner.
@RestController
@RequestMapping("/api/v1")
class ForecastResource {

    record WhatIfList(List<ForecastService.WhatIf> items) {}

    private final ForecastService forecasts;

    ForecastResource(ForecastService forecasts) {
        this.forecasts = forecasts;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sessions/{id}/start")
    WhatIfList whatIf(Caller caller, @PathVariable UUID id) {
        return new WhatIfList(forecasts.whatIf(caller, id));
    }
}
