package org.dure.server.models.packages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.compute.session.SessionService;
import org.dure.server.models.Lineage;
import org.dure.server.tracking.Run;
import org.springframework.stereotype.Component;

/// Tells what a run's model was made of: what its session read and ran, what it logged.
@Component
public class RunLineage {

    private final SessionService sessions;

    RunLineage(SessionService sessions) {
        this.sessions = sessions;
    }

    public Lineage of(Run run) {
        Map<String, Double> metrics = new HashMap<>();
        run.metrics().forEach((name, metric) -> {
            if (Double.isFinite(metric.value())) {
                metrics.put(name, metric.value());
            }
        });
        UUID sessionId = run.sessionId();
        Session session = sessionId == null ? null : sessions.find(sessionId).orElse(null);
        if (session == null) {
            return new Lineage(List.of(), null, null, List.of(), run.params(), metrics);
        }
        List<Map<String, String>> mounts =
                session.mounts().stream().map(RunLineage::described).toList();
        return switch (session.program()) {
            case Program.Recipe recipe ->
                new Lineage(mounts, recipe.name(), null, recipe.arguments(), run.params(), metrics);
            case Program.Bundle bundle ->
                new Lineage(mounts, null, bundle.programId().toString(), bundle.command(), run.params(), metrics);
        };
    }

    private static Map<String, String> described(Session.Mount mount) {
        Map<String, String> described = new HashMap<>(mount.lineage());
        described.put("mount_kind", mount.kind());
        described.put("mount_name", mount.name());
        return described;
    }
}
