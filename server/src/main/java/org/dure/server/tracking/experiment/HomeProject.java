package org.dure.server.tracking.experiment;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.project.ProjectService;
import org.dure.server.tracking.Experiment;
import org.springframework.stereotype.Component;

/// MLflow's wire knows no projects. An experiment's name is looked for in the caller's home project: a program's own,
/// a person's only one, an administrator's `default`. `project/experiment` names an experiment of another project.
@Component
public class HomeProject {

    private static final String OF_ADMINISTRATORS = "default";

    /// An experiment's name and the project in which it is meant.
    record Place(UUID projectId, String name) {}

    private final ProjectService projects;

    HomeProject(ProjectService projects) {
        this.projects = projects;
    }

    /// Where an experiment of that name lies or would lie.
    ///
    /// @throws UserError.Invalid where the caller has several projects and the name tells none
    Place place(Caller caller, String name) {
        int slash = name.indexOf('/');
        if (slash > 0 && slash < name.length() - 1 && caller.kind() != Caller.Kind.SESSION) {
            Optional<UUID> named = visible(caller, name.substring(0, slash));
            if (named.isPresent()) {
                return new Place(named.get(), name.substring(slash + 1));
            }
        }
        return new Place(home(caller), name);
    }

    /// An experiment's new name, without its own project before it.
    ///
    /// @throws UserError.Invalid where the name would mean another project's experiment
    String nameWithin(Caller caller, UUID projectId, String name) {
        int slash = name.indexOf('/');
        Optional<UUID> named = slash > 0 ? visible(caller, name.substring(0, slash)) : Optional.empty();
        if (named.isEmpty()) {
            return name;
        }
        if (!named.get().equals(projectId) || slash == name.length() - 1) {
            throw new UserError.Invalid("new_name", "an experiment stays in its project");
        }
        return name.substring(slash + 1);
    }

    /// @throws UserError.Invalid where the caller has several projects or none
    public UUID home(Caller caller) {
        return find(caller)
                .orElseThrow(
                        () -> new UserError.Invalid(
                                "name",
                                caller.roles().isEmpty()
                                        ? "you are a member of no project; ask a manager to make you one"
                                        : "you are a member of several projects; write the experiment as <project>/<experiment>"));
    }

    /// The name by which this caller finds the experiment.
    String shownName(Caller caller, Experiment experiment) {
        return find(caller).filter(experiment.projectId()::equals).isPresent()
                ? experiment.name()
                : projects.get(Caller.platform(), experiment.projectId().toString())
                                .name() + "/" + experiment.name();
    }

    /// The project of what the caller names no project for; empty where it has several or none.
    public Optional<UUID> find(Caller caller) {
        if (caller.administrator()) {
            return visible(caller, OF_ADMINISTRATORS);
        }
        return caller.roles().size() == 1 ? caller.roles().keySet().stream().findFirst() : Optional.empty();
    }

    /// All projects in which the caller reads what is tracked.
    public List<UUID> readable(Caller caller) {
        List<UUID> known = caller.administrator()
                ? projects.list(Caller.platform()).stream().map(Project::id).toList()
                : List.copyOf(caller.roles().keySet());
        return known.stream()
                .filter(project -> caller.may(Permission.TRACKING_READ, project))
                .toList();
    }

    private Optional<UUID> visible(Caller caller, String project) {
        try {
            UUID id = projects.get(Caller.platform(), project).id();
            return caller.may(Permission.TRACKING_READ, id) ? Optional.of(id) : Optional.empty();
        } catch (UserError.NotFound none) {
            return Optional.empty();
        }
    }
}
