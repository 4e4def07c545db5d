package org.dure.server.tracking.run;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.RunEnded;
import org.dure.server.tracking.RunStatus;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.metric.MetricStore;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Runs: made, found, ended, deleted and restored. What they log is `LogService`'s.
@Service
public class RunService {

    public static final String NAME_TAG = "mlflow.runName";
    static final String PARENT_TAG = "mlflow.parentRunId";
    private static final int PAGE_MOST = 500;

    private final RunRepository runs;
    private final RunSearchRepository search;
    private final MetricStore metrics;
    private final RunAccess access;
    private final ProjectService projects;
    private final Audit audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RunService(
            RunRepository runs,
            RunSearchRepository search,
            MetricStore metrics,
            RunAccess access,
            ProjectService projects,
            Audit audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.runs = runs;
        this.search = search;
        this.metrics = metrics;
        this.access = access;
        this.projects = projects;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Run get(Caller caller, String id) {
        Run run = find(id).orElseThrow(() -> new UserError.NotFound("run", id));
        caller.require(Permission.TRACKING_READ, run.projectId(), "run", id);
        return run;
    }

    /// Empty where there is none that the caller may see.
    public Optional<Run> find(Caller caller, String id) {
        return runs.find(id)
                .filter(run -> caller.may(Permission.TRACKING_READ, run.projectId()))
                .flatMap(this::load);
    }

    /// For other features' background work: no caller is asked.
    public Optional<Run> find(String id) {
        return runs.find(id).flatMap(this::load);
    }

    /// The session's own run, not those nested in it.
    public Optional<Run> findBySession(UUID sessionId) {
        return runs.findBySession(sessionId).flatMap(this::load);
    }

    /// A page of a project's runs, the newest first.
    ///
    /// @param problemId null for all
    /// @param sessionId null for all
    /// @param after     the last run of the page before
    public Page<Run> list(
            Caller caller,
            String project,
            @Nullable UUID problemId,
            @Nullable UUID sessionId,
            @Nullable String after,
            int limit) {
        UUID projectId = projects.require(caller, Permission.TRACKING_READ, project);
        int size = Page.size(limit, PAGE_MOST);
        return Page.of(runs.load(search.ofProject(projectId, problemId, sessionId, after, size + 1)), size, Run::id);
    }

    /// @param experimentIds those that the caller may not see are to be left out by the caller of this
    /// @throws org.dure.server.tracking.filter.FilterError where filter or orders cannot be read
    public RunPage search(
            List<Experiment> experiments,
            View view,
            String filter,
            List<String> orders,
            List<? extends @Nullable Object> after,
            int limit) {
        List<Long> within = experiments.stream().map(Experiment::id).toList();
        metrics.settleExperiments(within);
        return search.search(
                within,
                view,
                FilterParser.filter(filter, Vocabulary.RUNS),
                orders.stream()
                        .map(order -> FilterParser.order(order, Vocabulary.RUNS))
                        .toList(),
                after,
                limit);
    }

    /// What a search has found, in its order.
    public List<Run> load(List<RunPage.Version> found) {
        return runs.load(found.stream().map(RunPage.Version::id).toList());
    }

    /// A run of an outside client, or one that a session's program makes beside its own: that becomes nested in the
    /// session's own run.
    ///
    /// @param startedMs null for now
    @Transactional
    public Run create(
            Caller caller,
            Experiment experiment,
            @Nullable String name,
            @Nullable String userName,
            @Nullable Long startedMs,
            Map<String, String> tags) {
        caller.require(Permission.TRACKING_WRITE, experiment.projectId(), "experiment", experiment.id());
        experiment.requireActive();
        tags.keySet().forEach(Reserved::check);
        Map<String, String> all = new HashMap<>(tags);
        String chosen = name == null || name.isEmpty() ? tags.getOrDefault(NAME_TAG, RunNames.next()) : name;
        all.put(NAME_TAG, chosen);
        if (caller.kind() == Caller.Kind.SESSION) {
            nestInOwn(caller, experiment, all);
        }
        String id = UUID.randomUUID().toString().replace("-", "");
        runs.insert(new RunRepository.NewRun(
                id,
                experiment.projectId(),
                experiment.id(),
                experiment.problemId(),
                caller.kind() == Caller.Kind.SESSION ? caller.sessionId() : null,
                caller.kind() == Caller.Kind.SESSION,
                chosen,
                userName == null || userName.isEmpty() ? caller.name() : userName,
                startedMs == null ? clock.millis() : startedMs));
        runs.putTags(runs.find(id).orElseThrow().rowId(), all);
        return find(id).orElseThrow();
    }

    private void nestInOwn(Caller caller, Experiment experiment, Map<String, String> tags) {
        RunRepository.Handle own = runs.findBySession(Objects.requireNonNull(caller.sessionId()))
                .orElseThrow(() -> new UserError.Denied("This session has no run of its own."));
        if (own.experimentId() != experiment.id()) {
            throw new UserError.Denied("A session makes runs in its own experiment " + own.experimentId() + ", not in "
                    + experiment.id() + ".");
        }
        String parent = tags.putIfAbsent(PARENT_TAG, own.id());
        if (parent != null
                && runs.find(parent)
                        .filter(run -> Objects.equals(run.sessionId(), caller.sessionId()))
                        .isEmpty()) {
            throw new UserError.Denied("A session nests runs in its own runs, not in " + parent + ".");
        }
    }

    /// Changes what is not null. A run of an outside client that reaches a terminal status has ended (`RunEnded`); a
    /// session's own ends with its session.
    @Transactional
    public Run update(
            Caller caller, String id, @Nullable RunStatus status, @Nullable Long endedMs, @Nullable String name) {
        RunRepository.Handle run = access.forLoggingAndChanging(caller, id);
        if (name != null && !name.isEmpty()) {
            runs.setName(run.rowId(), name);
            runs.putTags(run.rowId(), Map.of(NAME_TAG, name));
        }
        if (status != null) {
            Long ended = status.isTerminal() && endedMs == null ? Long.valueOf(clock.millis()) : endedMs;
            runs.setStatus(run.rowId(), status, status.isTerminal() ? ended : null);
            if (status.isTerminal() && !run.status().isTerminal() && run.sessionId() == null) {
                events.publishEvent(new RunEnded(id, run.projectId(), null, run.problemId(), status.name()));
            }
        } else if (endedMs != null) {
            runs.setStatus(run.rowId(), run.status(), endedMs);
        }
        return find(id).orElseThrow();
    }

    /// Deleting what is deleted changes nothing.
    @Transactional
    public void delete(Caller caller, String id) {
        change(caller, id, true);
    }

    /// Restoring what is there changes nothing.
    @Transactional
    public void restore(Caller caller, String id) {
        change(caller, id, false);
    }

    private void change(Caller caller, String id, boolean deleted) {
        RunRepository.Handle run = access.forChanging(caller, id);
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session deletes and restores nothing.");
        }
        if (run.deleted() != deleted) {
            runs.setDeleted(run.rowId(), deleted);
            audit.record(
                    caller,
                    run.projectId(),
                    deleted ? "tracking.run_deleted" : "tracking.run_restored",
                    "run " + id,
                    Map.of());
        }
    }

    /// Writes the platform's own measurement on the run; the same value again changes nothing.
    ///
    /// @param key begins with `dure.`
    @Transactional
    public void logPlatformMetric(String id, String key, double value) {
        RunRepository.Handle run = runs.lockShared(id).orElseThrow(() -> new UserError.NotFound("run", id));
        boolean there = metrics.series(run.rowId(), platform(key))
                .filter(series -> series.last().value() == value)
                .isPresent();
        if (!there) {
            Batch batch = new Batch();
            batch.add(key, 0, clock.millis(), value);
            metrics.appendWithin(run.rowId(), run.experimentId(), batch);
        }
    }

    /// @param key begins with `dure.`
    @Transactional
    public void setPlatformTag(String id, String key, String value) {
        RunRepository.Handle run = runs.lockShared(id).orElseThrow(() -> new UserError.NotFound("run", id));
        runs.putTags(run.rowId(), Map.of(platform(key), value));
    }

    /// Parameters that the platform has given to the run's program; what the program has logged itself stays.
    @Transactional
    public void addGivenParams(String id, Map<String, String> params) {
        RunRepository.Handle run = runs.lockShared(id).orElseThrow(() -> new UserError.NotFound("run", id));
        runs.addParams(run.rowId(), params);
    }

    private static String platform(String key) {
        if (!Reserved.is(key)) {
            throw new IllegalArgumentException("The platform's own keys begin with dure., not " + key);
        }
        return key;
    }

    private Optional<Run> load(RunRepository.Handle handle) {
        return runs.load(List.of(handle.rowId())).stream().findFirst();
    }
}
