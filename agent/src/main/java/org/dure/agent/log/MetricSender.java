package org.dure.agent.log;

import java.io.IOException;
import java.util.List;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.RejectedException;
import org.dure.agent.wire.ServerLink;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;

/// Logs spooled metric points to the attempt's run over the MLflow wire. A batch may arrive twice after an outage: the
/// time of a point was fixed when its line was read, and `server` ignores points that it has.
public final class MetricSender {

    /// MLflow's own limit on a batch.
    private static final int POINTS_MAX = 1_000;

    private final ServerLink link;
    private final String sessionToken;
    private final String run;
    private final Spool spool;
    private final LogChunker log;

    public MetricSender(ServerLink link, String sessionToken, String run, Spool spool, LogChunker log) {
        this.link = link;
        this.sessionToken = sessionToken;
        this.run = run;
        this.spool = spool;
        this.log = log;
    }

    public void drain() throws IOException, AttemptOverException, InterruptedException {
        while (spool.size() > 0) {
            List<MetricLines.Point> points = spool.first(POINTS_MAX, 256 << 10).stream()
                    .map(bytes -> Json.MAPPER.readValue(bytes, MetricLines.Point.class))
                    .toList();
            try {
                link.patiently(() -> {
                    link.post("/api/2.0/mlflow/runs/log-batch", sessionToken, new Batch(run, points));
                    return points;
                });
            } catch (RejectedException rejected) {
                log.say(points.size() + " metric values are not accepted: " + rejected.getMessage());
            }
            spool.drop(points.size());
        }
    }

    record Batch(String runId, List<MetricLines.Point> metrics) {}
}
