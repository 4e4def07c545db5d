package org.dure.server.tracking.table;

import java.util.List;
import java.util.Map;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.run.LogService;
import org.dure.server.tracking.run.RunInput;
import org.dure.server.tracking.run.RunService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a run says that it read.
@RestController
@RequestMapping("/api/v1/runs")
class RunInputResource {

    record Input(String name, String digest, String sourceType, String source, String context) {}

    record Inputs(List<Input> items) {}

    private final RunService runs;
    private final LogService log;

    RunInputResource(RunService runs, LogService log) {
        this.runs = runs;
        this.log = log;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/{run}/inputs")
    Inputs inputs(Caller caller, @PathVariable String run) {
        Run found = runs.get(caller, run);
        Map<String, List<RunInput>> inputs = log.inputs(List.of(found));
        return new Inputs(inputs.getOrDefault(found.id(), List.of()).stream()
                .map(input ->
                        new Input(input.name(), input.digest(), input.sourceType(), input.source(), input.context()))
                .toList());
    }
}
