package org.dure.server.tracking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Runs, as other features see them.
@Service
public class RunService {

    private final RunRepository runs;
    private final MetricRepository metrics;
    private final ArtifactRepository artifacts;
    private final java.time.Clock clock;

    RunService(RunRepository runs, MetricRepository metrics, ArtifactRepository artifacts, java.time.Clock clock) {
        this.runs = runs;
        this.metrics = metrics;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Run get(Caller caller, String id) {
        Run run = find(id).orElseThrow(() -> new UserError.NotFound("run", id));
        caller.require(Permission.TRACKING_READ, run.projectId(), "run", id);
        return run;
    }

    /// For other features' background work: no caller is asked.
    public Optional<Run> find(String id) {
        return runs.find(id).flatMap(this::load);
    }

    /// The session's own run, not those nested in it.
    public Optional<Run> findBySession(UUID sessionId) {
        return runs.findBySession(sessionId).flatMap(this::load);
    }

    /// All files of the run, by path.
    public List<Artifact> artifacts(String id) {
        return artifacts.below(id, "", ArtifactService.MOST_FILES);
    }

    /// Writes the platform's own measurement on the run, once for a value.
    ///
    /// @param key begins with `dure.`
    @Transactional
    public void logPlatformMetric(String id, String key, double value) {
        RunRepository.Handle run = runs.lockShared(id).orElseThrow(() -> new UserError.NotFound("run", id));
        boolean there = metrics.series(run.rowId(), platform(key))
                .filter(series -> series.last().value() == value)
                .isPresent();
        if (!there) {
            metrics.add(run.rowId(), List.of(new MetricRepository.Point(key, new Metric(value, clock.millis(), 0))));
        }
    }

    /// @param key begins with `dure.`
    @Transactional
    public void setPlatformTag(String id, String key, String value) {
        RunRepository.Handle run = runs.lockShared(id).orElseThrow(() -> new UserError.NotFound("run", id));
        runs.putTags(run.rowId(), Map.of(platform(key), value));
    }

    private static String platform(String key) {
        if (!key.startsWith("dure.")) {
            throw new IllegalArgumentException("The platform's own keys begin with dure., not " + key);
        }
        return key;
    }

    private Optional<Run> load(RunRepository.Handle handle) {
        return runs.load(List.of(handle.rowId())).stream().findFirst();
    }
}
