package org.dure.server.tracking.tensorboard;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.tracking.artifact.ArtifactKept;
import org.dure.server.tracking.run.RunRepository;
import org.dure.server.tracking.run.RunService;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/// Which event files a run has, and what was found in them.
@Service
class EventFileService {

    private static final int FILES_MOST = 1_000;

    /// @param files   the first of them by path
    /// @param metrics by name
    record Found(List<EventFile> files, List<EventMetric> metrics) {}

    private final EventFileRepository files;
    private final RunService runs;
    private final RunRepository rows;

    EventFileService(EventFileRepository files, RunService runs, RunRepository rows) {
        this.files = files;
        this.runs = runs;
        this.rows = rows;
    }

    /// Within the transaction that keeps the artifact, so that none is forgotten.
    @EventListener
    void mark(ArtifactKept kept) {
        if (EventFile.isNamed(kept.artifact().path())) {
            files.mark(kept.ownerId(), kept.artifact());
        }
    }

    Found found(Caller caller, String runId) {
        runs.get(caller, runId);
        long row = rows.find(runId).orElseThrow().rowId();
        return new Found(files.ofRun(runId, FILES_MOST), files.metrics(row));
    }
}
