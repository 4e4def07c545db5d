package org.dure.server.compute.sample;

import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What nodes, GPUs and sessions have used, minute by minute.
@RestController
@RequestMapping("/api/v1")
class SampleResource {

    record NodeSampleList(List<NodeSample> items) {}

    record SessionSampleList(List<SessionSample> items) {}

    private final SampleService samples;

    SampleResource(SampleService samples) {
        this.samples = samples;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/room/samples")
    NodeSampleList nodes(Caller caller, @RequestParam(defaultValue = "6") int hours) {
        return new NodeSampleList(samples.history(hours));
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sessions/{id}/samples")
    SessionSampleList session(Caller caller, @PathVariable UUID id) {
        return new SessionSampleList(samples.ofSession(caller, id));
    }
}
