package org.dure.server.models.mlflow;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// The models that a caller may see, and by which names. MLflow's wire knows no projects: a plain name means a model of
/// the caller's home project, `project.model` one of another project.
///
/// @param home     null where the caller has several projects or none
/// @param projects the names of all projects whose models the caller may see
record Scope(@Nullable UUID home, Map<UUID, String> projects) {

    /// A model's own name and its project.
    record Place(UUID projectId, String name) {}

    /// Where a model of that name lies or would lie.
    ///
    /// @throws UserError.Invalid where the name tells no project and the caller has no home
    Place place(String name) {
        Optional<Map.Entry<UUID, String>> named = named(name);
        if (named.isPresent()) {
            return new Place(
                    named.get().getKey(), name.substring(named.get().getValue().length() + 1));
        }
        if (home == null) {
            throw new UserError.Invalid(
                    "name",
                    projects.isEmpty()
                            ? "you are a member of no project; ask a manager to make you one"
                            : "you are a member of several projects; write the model as <project>.<model>");
        }
        return new Place(home, name);
    }

    /// The name by which the caller finds a model.
    String shown(UUID projectId, String name) {
        return projectId.equals(home) && named(name).isEmpty() ? name : projects.get(projectId) + "." + name;
    }

    /// The name by which a model is shown, of one that may be written with its project before it.
    String shown(String name) {
        return named(name)
                .map(project -> shown(
                        project.getKey(), name.substring(project.getValue().length() + 1)))
                .orElse(name);
    }

    /// Of several projects the one with the longest name.
    private Optional<Map.Entry<UUID, String>> named(String name) {
        return projects.entrySet().stream()
                .filter(project -> name.startsWith(project.getValue() + ".")
                        && name.length() > project.getValue().length() + 1)
                .max(Comparator.comparing(project -> project.getValue().length()));
    }
}
