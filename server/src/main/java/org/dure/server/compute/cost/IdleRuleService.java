package org.dure.server.compute.cost;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// The rules of projects for idle sessions. Managers decide them.
@Service
public class IdleRuleService {

    private static final long MINUTES_LEAST = 5;
    private static final long MINUTES_MOST = 7 * 24 * 60;

    private final IdleRuleRepository rules;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;

    IdleRuleService(IdleRuleRepository rules, ProjectService projects, Audit audit, Clock clock) {
        this.rules = rules;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    public IdleRule get(Caller caller, String project) {
        UUID projectId = projects.require(caller, Permission.COMPUTE_READ, project);
        return rules.find(projectId).orElseGet(IdleRule::none);
    }

    /// From now on; a session that runs counts as at work now.
    ///
    /// @param idleMinutes null for never
    /// @param busyCpus    null for 0.05
    @Transactional
    public IdleRule put(Caller caller, String project, @Nullable Long idleMinutes, @Nullable Double busyCpus) {
        UUID projectId = projects.require(caller, Permission.PEOPLE_MANAGE, project);
        double cpus = busyCpus == null ? IdleRule.none().busyCpus() : busyCpus;
        List<UserError.Field> wrong = new ArrayList<>();
        if (idleMinutes != null && (idleMinutes < MINUTES_LEAST || idleMinutes > MINUTES_MOST)) {
            wrong.add(new UserError.Field(
                    "idle_minutes",
                    "must lie between " + MINUTES_LEAST + " and " + MINUTES_MOST + " (7 days), or be null for never"));
        }
        if (!(cpus >= 0.01 && cpus <= 1)) {
            wrong.add(new UserError.Field("busy_cpus", "must lie between 0.01 and 1, not " + cpus));
        }
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
        if (idleMinutes == null) {
            rules.remove(projectId);
        } else {
            rules.put(projectId, idleMinutes * 60, cpus, caller.name(), clock.instant());
            rules.beginAnew(projectId, clock.instant());
        }
        audit.record(
                caller,
                projectId,
                "compute.idle_rule_changed",
                "project " + projectId,
                Map.of("idle_minutes", idleMinutes == null ? "never" : idleMinutes, "busy_cpus", cpus));
        return rules.find(projectId).orElseGet(IdleRule::none);
    }
}
