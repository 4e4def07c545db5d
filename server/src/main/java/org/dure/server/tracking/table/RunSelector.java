package org.dure.server.tracking.table;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.project.ProjectService;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.View;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.FilterError;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.metric.RunMetrics;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads a `RunQuery` and finds what of it the caller may see; what its runs have logged is counted first.
@Component
class RunSelector {

    static final int RUNS_MOST = 1_000;
    private static final int PLACES_MOST = 100;
    private static final int ORDERS_MOST = 10;
    private static final int GROUPS_MOST = 3;

    private final ProjectService projects;
    private final ExperimentService experiments;
    private final ProblemService problems;
    private final RunTableRepository table;
    private final RunMetrics metrics;

    RunSelector(
            ProjectService projects,
            ExperimentService experiments,
            ProblemService problems,
            RunTableRepository table,
            RunMetrics metrics) {
        this.projects = projects;
        this.experiments = experiments;
        this.problems = problems;
        this.table = table;
        this.metrics = metrics;
    }

    /// @throws UserError                                          where a project, an experiment or a problem is not
    /// there
    /// @throws org.dure.server.tracking.filter.FilterError where the filter cannot be read
    Selection read(Caller caller, RunQuery query) {
        UUID problemId = query.problem();
        Problem problem = problemId == null ? null : problems.get(caller, problemId);
        String filter = text("filter", Optional.ofNullable(query.filter()).orElse(""));
        List<Long> experimentIds = experimentIds(caller, query);
        metrics.settleExperiments(experimentIds);
        return new Selection(
                experimentIds,
                problemId,
                query.session(),
                query.runs() == null
                        ? null
                        : limited("runs", query.runs(), RUNS_MOST).stream()
                                .map(run -> text("runs", run))
                                .toList(),
                query.view() == null ? View.ACTIVE_ONLY : query.view(),
                FilterParser.filter(filter, Vocabulary.RUN_TABLE).stream()
                        .map(each ->
                                new Comparison(Best.settle(each.field(), problem), each.operator(), each.operand()))
                        .toList(),
                limited("order", query.order(), ORDERS_MOST).stream()
                        .map(order ->
                                readable("order", () -> FilterParser.order(text("order", order), Vocabulary.RUN_TABLE)))
                        .map(order -> new Order(Best.settle(order.field(), problem), order.ascending()))
                        .toList(),
                limited("within", query.within(), GROUPS_MOST).stream()
                        .map(each -> new Selection.Group(
                                groupable(each.column()), each.value() == null ? null : text("within", each.value())))
                        .toList());
    }

    /// The fields of a request's columns, each as it is named there.
    List<Field> columns(Caller caller, RunQuery query, @Nullable List<String> columns, int most) {
        UUID problemId = query.problem();
        Problem problem = problemId == null ? null : problems.get(caller, problemId);
        return limited("columns", columns, most).stream()
                .map(column ->
                        readable("columns", () -> FilterParser.field(text("columns", column), Vocabulary.RUN_TABLE)))
                .map(field -> Best.settle(field, problem))
                .toList();
    }

    /// @throws UserError.Invalid where runs cannot be grouped by this
    Field groupable(String column) {
        Field field = readable("by", () -> FilterParser.field(text("by", column), Vocabulary.RUN_TABLE));
        return switch (field.kind()) {
            case PARAM, TAG, DATASET -> field;
            case ATTRIBUTE -> {
                if (field.key().endsWith("_time") || field.key().equals("duration")) {
                    throw new UserError.Invalid("by", "runs are not grouped by a time: " + column);
                }
                yield field;
            }
            case METRIC -> throw new UserError.Invalid("by", "runs are not grouped by a metric: " + column);
        };
    }

    private List<Long> experimentIds(Caller caller, RunQuery query) {
        List<UUID> visible = query.projects() == null
                ? projects.list(caller).stream()
                        .map(Project::id)
                        .filter(project -> caller.may(Permission.TRACKING_READ, project))
                        .toList()
                : limited("projects", query.projects(), PLACES_MOST).stream()
                        .map(project -> projects.require(caller, Permission.TRACKING_READ, project))
                        .toList();
        if (query.experiments() == null || query.experiments().isEmpty()) {
            return table.experimentIds(visible);
        }
        return limited("experiments", query.experiments(), PLACES_MOST).stream()
                .map(id -> experiments.find(caller, id).orElseThrow(() -> new UserError.NotFound("experiment", id)))
                .filter(experiment -> visible.contains(experiment.projectId()))
                .map(Experiment::id)
                .distinct()
                .sorted()
                .toList();
    }

    static <T> List<T> limited(String field, @Nullable List<T> items, int most) {
        if (items == null) {
            return List.of();
        }
        if (items.size() > most) {
            throw new UserError.Invalid(field, "holds " + items.size() + " entries; at most " + most + " are taken");
        }
        if (items.stream().anyMatch(java.util.Objects::isNull)) {
            throw new UserError.Invalid(field, "holds an entry that is null");
        }
        return items;
    }

    /// A place within the text is told of filters alone: they are what people type.
    private static <T> T readable(String field, Supplier<T> read) {
        try {
            return read.get();
        } catch (FilterError error) {
            throw new UserError.Invalid(field, error.reason());
        }
    }

    /// PostgreSQL keeps no NUL in texts.
    static String text(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new UserError.Invalid(field, "holds a NUL character, which no key and no value can");
        }
        return text;
    }
}
