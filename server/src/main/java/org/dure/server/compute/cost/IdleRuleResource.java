package org.dure.server.compute.cost;

import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A project's rule for idle sessions.
@RestController
@RequestMapping("/api/v1/projects/{project}/idle-rule")
class IdleRuleResource {

    record Body(@Nullable Long idleMinutes, @Nullable Double busyCpus) {}

    private final IdleRuleService rules;

    IdleRuleResource(IdleRuleService rules) {
        this.rules = rules;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    IdleRule get(Caller caller, @PathVariable String project) {
        return rules.get(caller, project);
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PutMapping
    IdleRule put(Caller caller, @PathVariable String project, @RequestBody Body body) {
        return rules.put(caller, project, body.idleMinutes(), body.busyCpus());
    }
}
