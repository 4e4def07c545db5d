package org.dure.server.sweeps.sweep;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.Trial;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Sweeps, their trials, and asking and telling.
@RestController
@RequestMapping("/api/v1")
class SweepResource {

    record Archive(@Nullable Boolean archived) {}

    record Told(@Nullable Double value) {}

    record Report(@Nullable Long step, @Nullable Double value) {}

    private final SweepService sweeps;
    private final AskService asking;

    SweepResource(SweepService sweeps, AskService asking) {
        this.sweeps = sweeps;
        this.asking = asking;
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/projects/{project}/sweeps")
    @ResponseStatus(HttpStatus.CREATED)
    SweepBody create(Caller caller, @PathVariable String project, @RequestBody NewSweep body) {
        return SweepBody.of(sweeps.create(caller, project, body));
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/projects/{project}/sweeps")
    Page<SweepBody> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        Page<Sweep> page = sweeps.list(caller, project, archived, after, limit);
        return new Page<>(page.items().stream().map(SweepBody::of).toList(), page.next());
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sweeps/{id}")
    SweepBody get(Caller caller, @PathVariable UUID id) {
        return SweepBody.of(sweeps.get(caller, id));
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sweeps/{id}/trials")
    Page<Trial> trials(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer after,
            @RequestParam(defaultValue = "1000") int limit) {
        return sweeps.trials(caller, id, after, limit);
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/pause")
    SweepBody pause(Caller caller, @PathVariable UUID id) {
        return SweepBody.of(sweeps.pause(caller, id));
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/stop")
    SweepBody stop(Caller caller, @PathVariable UUID id) {
        return SweepBody.of(sweeps.stop(caller, id));
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/resume")
    SweepBody resume(Caller caller, @PathVariable UUID id, @RequestBody LimitsForm body) {
        return SweepBody.of(sweeps.resume(caller, id, body));
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/archive")
    SweepBody archive(Caller caller, @PathVariable UUID id, @RequestBody Archive body) {
        return SweepBody.of(sweeps.archive(caller, id, body.archived() == null || body.archived()));
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/trials")
    @ResponseStatus(HttpStatus.CREATED)
    Trial ask(
            Caller caller,
            @PathVariable UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return asking.ask(caller, id, key);
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/trials/{number}/tell")
    Trial tell(Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestBody Told body) {
        return asking.tell(caller, id, number, body.value());
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sweeps/{id}/trials/{number}/report")
    Trial report(Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestBody Report body) {
        return asking.report(caller, id, number, body.step(), body.value());
    }
}
