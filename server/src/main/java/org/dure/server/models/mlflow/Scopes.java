package org.dure.server.models.mlflow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds out what a caller may see: a program its own project, a person the projects of their memberships, an
/// administrator all, with `default` as home.
@Component
class Scopes {

    private static final String OF_ADMINISTRATORS = "default";

    private final ProjectService projects;

    Scopes(ProjectService projects) {
        this.projects = projects;
    }

    Scope of(Caller caller) {
        Map<UUID, String> seen = new LinkedHashMap<>();
        for (Project project : projects.list(Caller.platform())) {
            if (caller.may(Permission.MODELS_READ, project.id())) {
                seen.put(project.id(), project.name());
            }
        }
        return new Scope(home(caller, seen), seen);
    }

    private static @Nullable UUID home(Caller caller, Map<UUID, String> seen) {
        if (caller.administrator()) {
            return seen.entrySet().stream()
                    .filter(project -> project.getValue().equals(OF_ADMINISTRATORS))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }
        return seen.size() == 1 ? seen.keySet().iterator().next() : null;
    }
}
