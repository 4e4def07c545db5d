package org.dure.server.models.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.curve.Aim;
import org.dure.server.compute.curve.CurveSource;
import org.springframework.stereotype.Component;

/// Tells `compute` what the platform has found of what sessions left, on the hidden part of their problem.
@Component
class EvaluatedCurves implements CurveSource {

    private static final String PROBLEM = "problem ";

    private final EvaluationRepository evaluations;

    EvaluatedCurves(EvaluationRepository evaluations) {
        this.evaluations = evaluations;
    }

    @Override
    public Origin origin() {
        return Origin.EVALUATED;
    }

    @Override
    public Map<UUID, List<Point>> points(Map<UUID, Aim> sessions) {
        Map<UUID, List<Point>> points = new HashMap<>();
        evaluations.accuracies(sessions.keySet()).forEach((session, found) -> {
            Aim aim = sessions.get(session);
            if (aim != null && aim.group().equals(PROBLEM + found.problemId())) {
                points.put(session, List.of(new Point(found.ms(), found.accuracy())));
            }
        });
        return points;
    }
}
