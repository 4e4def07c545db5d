package org.dure.server.tracking.experiment;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Experiments for the pages and the command line: to read. Programs write through MLflow's wire.
@RestController
@RequestMapping("/api/v1")
class ExperimentResource {

    private static final int EXPERIMENTS_MOST = 10_000;

    record ExperimentBody(
            String id, UUID projectId, @Nullable UUID problemId, String name, Instant createdAt) {

        static ExperimentBody of(Experiment experiment) {
            return new ExperimentBody(
                    String.valueOf(experiment.id()),
                    experiment.projectId(),
                    experiment.problemId(),
                    experiment.name(),
                    Instant.ofEpochMilli(experiment.createdMs()));
        }
    }

    record ExperimentList(List<ExperimentBody> items) {}

    private final ExperimentService experiments;

    ExperimentResource(ExperimentService experiments) {
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/projects/{project}/experiments")
    ExperimentList list(Caller caller, @PathVariable String project) {
        return new ExperimentList(experiments.list(caller, project, EXPERIMENTS_MOST).stream()
                .map(ExperimentBody::of)
                .toList());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/experiments/{experiment}")
    ExperimentBody one(Caller caller, @PathVariable String experiment) {
        return experiments
                .find(caller, experiment)
                .map(ExperimentBody::of)
                .orElseThrow(() -> new UserError.NotFound("experiment", experiment));
    }
}
