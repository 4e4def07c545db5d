package org.dure.server.tracking.run;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.jspecify.annotations.Nullable;

/// A run as the API shows it. An experiment's id is a string, for it may outgrow what JavaScript can count to.
record RunBody(
        String id,
        UUID projectId,
        @Nullable UUID sessionId,
        @Nullable UUID problemId,
        String experimentId,
        boolean nested,
        String name,
        String userName,
        String status,
        Instant startedAt,
        @Nullable Instant endedAt,
        boolean deleted,
        Map<String, String> params,
        Map<String, String> tags,
        Map<String, Metric> metrics) {

    static RunBody of(Run run) {
        return new RunBody(
                run.id(),
                run.projectId(),
                run.sessionId(),
                run.problemId(),
                String.valueOf(run.experimentId()),
                run.nested(),
                run.name(),
                run.userName(),
                run.status(),
                run.startedAt(),
                run.endedAt(),
                run.deleted(),
                run.params(),
                run.tags(),
                run.metrics());
    }
}
