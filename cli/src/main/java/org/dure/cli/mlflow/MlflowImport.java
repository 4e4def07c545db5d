package org.dure.cli.mlflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.dure.cli.mlflow.ImportReport.Kind;
import tools.jackson.databind.JsonNode;

/// Brings all, or some, of what a running MLflow server holds into one project of Dure.
public final class MlflowImport {

    /// @param experiments by name; none for all
    /// @param artifacts   whether files are brought
    /// @param atOnce      how many runs are copied at a time
    public record Choice(List<String> experiments, boolean artifacts, int atOnce) {}

    /// Hears how far it has come.
    public interface Progress {
        void runs(String experiment, int done, int of);
    }

    /// @param deleted at the source
    private record Wanted(String id, JsonNode info, boolean deleted) {}

    /// @param complete whether an earlier import brought all of it
    private record Known(String id, boolean complete) {}

    private final MlflowServer source;
    private final MlflowServer target;
    private final String project;
    private final Choice choice;
    private final Progress progress;
    private final ImportReport report = new ImportReport();
    private final RunImport runImport;
    private final LoggedModelImport loggedModelImport;
    private final Map<String, String> runs = new ConcurrentHashMap<>();
    private final Map<String, String> loggedModels = new HashMap<>();

    /// @param sourceUrl           of the MLflow server
    /// @param sourceAuthorization header for it; empty for none
    /// @param targetUrl           of Dure
    /// @param targetAuthorization header for it
    /// @param project             its name in Dure
    public MlflowImport(
            String sourceUrl,
            String sourceAuthorization,
            String targetUrl,
            String targetAuthorization,
            String project,
            Choice choice,
            Progress progress) {
        this.source = new MlflowServer(sourceUrl, sourceAuthorization);
        this.target = new MlflowServer(targetUrl, targetAuthorization);
        this.project = project;
        this.choice = choice;
        this.progress = progress;
        ArtifactCopy artifacts = new ArtifactCopy(source, target, report);
        this.runImport = new RunImport(source, target, artifacts, choice.artifacts(), report);
        this.loggedModelImport = new LoggedModelImport(source, target, artifacts, choice.artifacts(), report);
    }

    /// @throws IllegalArgumentException where an experiment that was named is not there
    public ImportReport run() {
        List<JsonNode> experiments = experiments();
        experiments.forEach(this::copyExperiment);
        if (choice.experiments().isEmpty()) {
            nameDeletedExperiments();
        }
        new RegistryImport(source, target, project, runs, loggedModels, report).copyAll();
        return report;
    }

    /// @throws IllegalArgumentException where the source does not answer as an MLflow server, or lacks one
    private List<JsonNode> experiments() {
        List<JsonNode> found = new ArrayList<>();
        try {
            source.searchAll(
                    "/experiments/search",
                    "experiments",
                    Map.of("view_type", "ACTIVE_ONLY", "max_results", 1_000),
                    found::add);
        } catch (MlflowFailure e) {
            throw new IllegalArgumentException(
                    "The experiments of " + source.url() + " cannot be read: " + e.reason(), e);
        }
        if (choice.experiments().isEmpty()) {
            return found.reversed();
        }
        List<String> names = found.stream().map(MlflowImport::name).toList();
        choice.experiments().stream()
                .filter(wanted -> !names.contains(wanted))
                .findFirst()
                .ifPresent(absent -> {
                    throw new IllegalArgumentException(
                            source.url() + " has no experiment \"" + absent + "\"; it has " + String.join(", ", names));
                });
        return found.stream()
                .filter(experiment -> choice.experiments().contains(name(experiment)))
                .toList();
    }

    private void nameDeletedExperiments() {
        try {
            source.searchAll(
                    "/experiments/search",
                    "experiments",
                    Map.of("view_type", "DELETED_ONLY", "max_results", 1_000),
                    deleted -> report.leftOut(
                            Kind.EXPERIMENT,
                            name(deleted),
                            "it is deleted there; restored, the next import brings it"));
        } catch (MlflowFailure e) {
            report.failed(Kind.EXPERIMENT, "that are deleted", e.reason());
        }
    }

    /// Servers before MLflow 2.14 know no traces, and say so with 404.
    private void nameTraces(JsonNode experiment) {
        Map<String, String> one =
                Map.of("experiment_ids", experiment.path("experiment_id").asString(), "max_results", "1");
        try {
            if (!source.get("/traces", one).path("traces").isEmpty()) {
                report.leftOut(Kind.TRACE, "of " + name(experiment), "Dure keeps traces and does not bring old ones");
            }
        } catch (MlflowFailure e) {
            if (e.status() != 404) {
                report.failed(Kind.TRACE, "of " + name(experiment), e.reason());
            }
        }
    }

    private void copyExperiment(JsonNode experiment) {
        String name = name(experiment);
        try {
            String targetId = target(experiment);
            Map<String, Known> known = known(targetId);
            List<Wanted> wanted = wanted(experiment.path("experiment_id").asString());
            Parallel.each(wanted, choice.atOnce(), run -> createOne(run, targetId, known));
            AtomicInteger done = new AtomicInteger();
            progress.runs(name, 0, wanted.size());
            Parallel.each(wanted, choice.atOnce(), run -> {
                copyOne(run, known);
                progress.runs(name, done.incrementAndGet(), wanted.size());
            });
            loggedModelImport.copy(experiment.path("experiment_id").asString(), targetId, runs, loggedModels);
            nameTraces(experiment);
        } catch (MlflowFailure e) {
            report.failed(Kind.EXPERIMENT, name, e.reason());
        }
    }

    /// The experiment of the same name in the project, made where it is absent.
    private String target(JsonNode experiment) {
        String name = project + "/" + name(experiment);
        try {
            String id = target.get("/experiments/get-by-name", Map.of("experiment_name", name))
                    .path("experiment")
                    .path("experiment_id")
                    .asString();
            report.there(Kind.EXPERIMENT, 1);
            return id;
        } catch (MlflowFailure e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        List<Map<String, String>> tags = new ArrayList<>(
                Marks.of(source, experiment.path("experiment_id").asString()));
        Marks.map(experiment.path("tags")).forEach((key, value) -> tags.add(Marks.pair(key, value)));
        String id = target.post("/experiments/create", Map.of("name", name, "tags", tags))
                .path("experiment_id")
                .asString();
        report.brought(Kind.EXPERIMENT, 1);
        return id;
    }

    private Map<String, Known> known(String targetId) {
        Map<String, Known> known = new HashMap<>();
        Map<String, Object> marked = Map.of(
                "experiment_ids",
                List.of(targetId),
                "filter",
                Marks.filter(source),
                "run_view_type",
                "ALL",
                "max_results",
                1_000);
        target.searchAll("/runs/search", "runs", marked, run -> {
            Map<String, String> tags = Marks.map(run.path("data").path("tags"));
            known.put(
                    tags.getOrDefault(Marks.ID, ""),
                    new Known(RunImport.id(run.path("info")), tags.containsKey(Marks.COMPLETE)));
        });
        return known;
    }

    private List<Wanted> wanted(String experimentId) {
        List<Wanted> wanted = new ArrayList<>();
        Map<String, Object> all =
                Map.of("experiment_ids", List.of(experimentId), "run_view_type", "ALL", "max_results", 500);
        source.searchAll("/runs/search", "runs", all, run -> {
            JsonNode info = run.path("info");
            wanted.add(new Wanted(RunImport.id(info), info, RunImport.isDeleted(info)));
        });
        return wanted;
    }

    private void createOne(Wanted run, String targetId, Map<String, Known> known) {
        Known there = known.get(run.id());
        try {
            runs.put(run.id(), there == null ? runImport.create(targetId, run.info()) : there.id());
        } catch (MlflowFailure e) {
            report.failed(Kind.RUN, run.id(), e.reason());
        }
    }

    private void copyOne(Wanted run, Map<String, Known> known) {
        String targetId = runs.get(run.id());
        if (targetId == null) {
            return;
        }
        Known there = known.get(run.id());
        if (there != null && there.complete()) {
            report.there(Kind.RUN, 1);
            return;
        }
        try {
            if (runImport.copy(run.id(), targetId, runs)) {
                runImport.markComplete(targetId, run.deleted());
                report.brought(Kind.RUN, 1);
            }
        } catch (MlflowFailure e) {
            report.failed(Kind.RUN, run.id(), e.reason());
        }
    }

    private static String name(JsonNode experiment) {
        return experiment.path("name").asString();
    }
}
