package org.dure.server.tracking.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.compute.curve.Aim;
import org.dure.server.compute.curve.AimSource;
import org.dure.server.compute.curve.CurveSource;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.metric.MetricStore;
import org.dure.server.tracking.run.RunRepository;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Tells `compute` what sessions with a problem are after, and what the runs of sessions have logged of their aims.
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class SessionCurves implements AimSource, CurveSource {

    private static final String PROBLEM = "problem";

    /// Of a longer series, each stretch keeps its first, last, least and greatest point.
    private static final int POINTS_MOST = 5_000;

    private final ProblemService problems;
    private final RunRepository runs;
    private final MetricStore metrics;

    SessionCurves(ProblemService problems, RunRepository runs, MetricStore metrics) {
        this.problems = problems;
        this.runs = runs;
        this.metrics = metrics;
    }

    @Override
    public Map<UUID, Aim> aims(Collection<Competitor> sessions) {
        Map<String, Optional<Problem>> known = new HashMap<>();
        Map<UUID, Aim> aims = new HashMap<>();
        for (Competitor session : sessions) {
            String reference = session.context().get(PROBLEM);
            if (reference != null) {
                known.computeIfAbsent(reference, problems::findReferred)
                        .filter(problem -> problem.projectId().equals(session.projectId()))
                        .ifPresent(problem -> aims.put(session.sessionId(), aim(problem)));
            }
        }
        return aims;
    }

    /// What is measured on data that the program does not learn from says most.
    private static Aim aim(Problem problem) {
        String metric = problem.metric();
        return new Aim(
                "problem " + problem.id(),
                List.of("validation_" + metric, "val_" + metric, "validation/" + metric, "val/" + metric, metric),
                problem.direction().equals("minimize"));
    }

    @Override
    public Origin origin() {
        return Origin.LOGGED;
    }

    @Override
    public Map<UUID, List<Point>> points(Map<UUID, Aim> sessions) {
        Map<UUID, List<Point>> points = new HashMap<>();
        sessions.forEach((session, aim) -> runs.findBySession(session).ifPresent(run -> {
            for (String metric : aim.metrics()) {
                List<Metric> logged = metrics.drawn(run.rowId(), metric, POINTS_MOST);
                if (!logged.isEmpty()) {
                    points.put(session, byStep(logged));
                    return;
                }
            }
        }));
        return points;
    }

    /// One point a step, the latest: an attempt that goes on from a checkpoint logs some steps again. Where a program
    /// counts no steps, each of its points is one.
    private static List<Point> byStep(List<Metric> logged) {
        boolean counts = logged.stream().mapToLong(Metric::step).distinct().count() > 1;
        List<Metric> sorted = logged.stream()
                .sorted(Comparator.comparingLong(Metric::step).thenComparingLong(Metric::ms))
                .toList();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Metric each = sorted.get(i);
            boolean again = counts && i + 1 < sorted.size() && sorted.get(i + 1).step() == each.step();
            if (!again) {
                points.add(new Point(each.ms(), each.value()));
            }
        }
        return points;
    }
}
