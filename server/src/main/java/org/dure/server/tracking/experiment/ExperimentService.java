package org.dure.server.tracking.experiment;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.problems.ProblemExperiments;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.run.RunRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Experiments: made, found by id or name, renamed, deleted and restored, all by MLflow's rules.
@Service
public class ExperimentService implements ProblemExperiments {

    /// What MLflow's clients log to when they name no experiment, by the id that they then send.
    private static final String DEFAULT_NAME = "Default";

    private static final String DEFAULT_ID = "0";

    private final ExperimentRepository experiments;
    private final RunRepository runs;
    private final HomeProject home;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;

    ExperimentService(
            ExperimentRepository experiments,
            RunRepository runs,
            HomeProject home,
            ProjectService projects,
            Audit audit,
            Clock clock) {
        this.experiments = experiments;
        this.runs = runs;
        this.home = home;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    @Transactional
    public long make(UUID projectId, UUID problemId, String name) {
        long id = experiments.insertOrFind(projectId, name, clock.millis());
        if (!experiments.giveTo(id, problemId)) {
            throw new UserError.Conflict("The experiment " + name + " belongs to another problem already.");
        }
        return id;
    }

    /// @param name may begin with `project/`
    /// @throws UserError.Conflict where the name is taken, also by a deleted experiment
    @Transactional
    public Experiment create(Caller caller, String name, @Nullable String artifactLocation, Map<String, String> tags) {
        refuseSession(caller);
        HomeProject.Place place = home.place(caller, name);
        caller.require(Permission.TRACKING_WRITE, place.projectId(), "experiment", name);
        tags.keySet().forEach(Reserved::check);
        try {
            long id = experiments.insert(place.projectId(), place.name(), artifactLocation, clock.millis());
            tags.forEach((key, value) -> experiments.putTag(id, key, value, clock.millis()));
            audit.record(
                    caller,
                    place.projectId(),
                    "tracking.experiment_made",
                    "experiment " + place.name(),
                    Map.of("id", id));
            return experiments.find(id).orElseThrow();
        } catch (DuplicateKeyException taken) {
            throw new UserError.Conflict("Experiment(name=" + name + ") already exists.");
        }
    }

    /// Of the id that MLflow's clients send; `0` is the Default of the caller's home project, made when it is first
    /// asked for. Empty where there is none that the caller may see.
    @Transactional
    public Optional<Experiment> find(Caller caller, String id) {
        if (id.equals(DEFAULT_ID)) {
            return Optional.of(defaultOf(caller));
        }
        return id.matches("[0-9]{1,18}")
                ? experiments.find(Long.parseLong(id)).filter(experiment -> mayRead(caller, experiment))
                : Optional.empty();
    }

    /// Within a session every name means the session's own experiment: so a program that names one of its own runs
    /// unchanged, and its runs still compete where they were submitted to.
    @Transactional
    public Optional<Experiment> findByName(Caller caller, String name) {
        if (caller.kind() == Caller.Kind.SESSION) {
            return Optional.of(ofSession(caller));
        }
        HomeProject.Place place = home.place(caller, name);
        if (place.name().equals(DEFAULT_NAME) && caller.may(Permission.TRACKING_READ, place.projectId())) {
            return Optional.of(makeDefault(place.projectId()));
        }
        return experiments
                .findByName(place.projectId(), place.name())
                .filter(experiment -> mayRead(caller, experiment));
    }

    /// For other features' background work: no caller is asked.
    public Optional<Experiment> find(long id) {
        return experiments.find(id);
    }

    /// The experiment of a project's sessions that compete for no problem.
    @Transactional
    public Experiment makeDefault(UUID projectId) {
        return experiments
                .findByName(projectId, DEFAULT_NAME)
                .orElseGet(() -> experiments
                        .find(experiments.insertOrFind(projectId, DEFAULT_NAME, clock.millis()))
                        .orElseThrow());
    }

    /// All experiments of the caller's projects; the Default of the home project is there from the first look on.
    ///
    /// @throws org.dure.server.tracking.filter.FilterError where filter or order cannot be read
    public List<Experiment> search(
            Caller caller, View view, String filter, List<String> orders, long offset, int limit) {
        if (caller.kind() != Caller.Kind.SESSION) {
            home.find(caller)
                    .filter(project -> caller.may(Permission.TRACKING_READ, project))
                    .ifPresent(this::makeDefault);
        }
        return experiments.search(
                home.readable(caller),
                view,
                FilterParser.filter(filter, Vocabulary.EXPERIMENTS),
                orders.stream()
                        .map(order -> FilterParser.order(order, Vocabulary.EXPERIMENTS))
                        .toList(),
                offset,
                limit);
    }

    /// The experiments of one project that are not deleted, the newest first.
    List<Experiment> list(Caller caller, String project, int limit) {
        UUID projectId = projects.require(caller, Permission.TRACKING_READ, project);
        return experiments.search(List.of(projectId), View.ACTIVE_ONLY, List.of(), List.of(), 0, limit);
    }

    /// The name by which this caller finds the experiment.
    public String shownName(Caller caller, Experiment experiment) {
        return caller.kind() == Caller.Kind.SESSION ? experiment.name() : home.shownName(caller, experiment);
    }

    /// @throws UserError.Conflict where the name is taken
    @Transactional
    public void rename(Caller caller, Experiment experiment, String name) {
        requireWrite(caller, experiment);
        experiment.requireActive();
        String bare = home.nameWithin(caller, experiment.projectId(), name);
        try {
            experiments.rename(experiment.id(), bare, clock.millis());
        } catch (DuplicateKeyException taken) {
            throw new UserError.Conflict("Experiment(name=" + name + ") already exists.");
        }
        record(caller, experiment, "tracking.experiment_renamed");
    }

    /// Deletes its runs with it. Deleting what is deleted changes nothing.
    @Transactional
    public void delete(Caller caller, Experiment experiment) {
        requireWrite(caller, experiment);
        if (experiment.problemId() != null) {
            throw new UserError.Invalid(
                    "experiment_id", "the experiment of a problem stays as long as the problem does");
        }
        runs.deleteOf(experiment.id());
        experiments.setDeleted(experiment.id(), true, clock.millis());
        record(caller, experiment, "tracking.experiment_deleted");
    }

    /// Restores the runs that were deleted with it.
    @Transactional
    public void restore(Caller caller, Experiment experiment) {
        requireWrite(caller, experiment);
        runs.restoreOf(experiment.id());
        experiments.setDeleted(experiment.id(), false, clock.millis());
        record(caller, experiment, "tracking.experiment_restored");
    }

    @Transactional
    public void setTag(Caller caller, Experiment experiment, String key, String value) {
        requireWrite(caller, experiment);
        experiment.requireActive();
        Reserved.check(key);
        experiments.putTag(experiment.id(), key, value, clock.millis());
    }

    /// @return whether there was one
    @Transactional
    public boolean deleteTag(Caller caller, Experiment experiment, String key) {
        requireWrite(caller, experiment);
        experiment.requireActive();
        Reserved.check(key);
        return experiments.deleteTag(experiment.id(), key);
    }

    private Experiment defaultOf(Caller caller) {
        if (caller.kind() == Caller.Kind.SESSION) {
            return ofSession(caller);
        }
        UUID projectId = home.home(caller);
        caller.require(Permission.TRACKING_READ, projectId, "experiment", DEFAULT_ID);
        return makeDefault(projectId);
    }

    private Experiment ofSession(Caller caller) {
        UUID sessionId = Optional.ofNullable(caller.sessionId()).orElseThrow();
        return runs.findBySession(sessionId)
                .flatMap(run -> experiments.find(run.experimentId()))
                .orElseThrow(() -> new UserError.NotFound("experiment of session", sessionId));
    }

    private static boolean mayRead(Caller caller, Experiment experiment) {
        return caller.may(Permission.TRACKING_READ, experiment.projectId());
    }

    private static void requireWrite(Caller caller, Experiment experiment) {
        refuseSession(caller);
        caller.require(Permission.TRACKING_WRITE, experiment.projectId(), "experiment", experiment.id());
    }

    private static void refuseSession(Caller caller) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session writes its own run alone; it makes and changes no experiments.");
        }
    }

    private void record(Caller caller, Experiment experiment, String action) {
        audit.record(
                caller,
                experiment.projectId(),
                action,
                "experiment " + experiment.name(),
                Map.of("id", experiment.id()));
    }
}
