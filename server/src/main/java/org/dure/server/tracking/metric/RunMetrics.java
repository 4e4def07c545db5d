package org.dure.server.tracking.metric;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.point.ChunkFormat;
import org.dure.server.tracking.point.JournalFormat;
import org.dure.server.tracking.point.Points;
import org.springframework.stereotype.Service;

/// The metrics of many runs at once, for tables and comparisons.
@Service
public class RunMetrics {

    /// Runs whose chunks are read at once.
    private static final int RUNS_AT_ONCE = 200;

    private final MetricStore metrics;
    private final MetricKeyRepository keys;
    private final SeriesRepository series;
    private final ChunkRepository chunks;

    RunMetrics(MetricStore metrics, MetricKeyRepository keys, SeriesRepository series, ChunkRepository chunks) {
        this.metrics = metrics;
        this.keys = keys;
        this.series = series;
        this.chunks = chunks;
    }

    /// Makes the sums of all runs of these experiments count all that they have logged: to be called before they are
    /// searched.
    public void settleExperiments(Collection<Long> experimentIds) {
        metrics.settleExperiments(experimentIds);
    }

    /// By run and key.
    public Map<Long, Map<String, Series>> series(Long[] runIds, String[] wanted) {
        metrics.settle(Arrays.asList(runIds));
        return series.of(runIds, wanted);
    }

    /// The metrics that these runs have logged, by name, each with how many of the runs have it.
    ///
    /// @param pattern of ILIKE, in which no character is an escape
    public Map<String, Long> keys(Long[] runIds, String pattern, int limit) {
        metrics.settle(Arrays.asList(runIds));
        return series.keys(runIds, pattern, limit);
    }

    /// By run, the value at exactly this step; of several the last by time and value.
    public Map<Long, Double> at(Long[] runIds, String key, long step) {
        Map<Long, Double> values = new LinkedHashMap<>();
        Optional<Integer> id = keys.find(key);
        if (id.isEmpty()) {
            return values;
        }
        for (int from = 0; from < runIds.length; from += RUNS_AT_ONCE) {
            Long[] some = Arrays.copyOfRange(runIds, from, Math.min(runIds.length, from + RUNS_AT_ONCE));
            Map<Long, Metric> found = new HashMap<>();
            chunks.forEachAt(some, id.get(), step, (run, journal, data) -> {
                Points points = new Points();
                if (journal) {
                    JournalFormat.read(data, id.get(), points);
                } else {
                    points.add(ChunkFormat.read(data, id.get()));
                }
                keepLast(points, step, run, found);
            });
            found.forEach((run, metric) -> values.put(run, metric.value()));
        }
        return values;
    }

    private static void keepLast(Points points, long step, long run, Map<Long, Metric> found) {
        for (int index = 0; index < points.size(); index++) {
            if (points.step(index) == step) {
                found.merge(run, points.metric(index), Series::later);
            }
        }
    }

    /// By run and key, the points of each series from one step to another, both included, in at most `most` points: of
    /// more, each of `most` / 4 stretches keeps its first, last, least and greatest.
    ///
    /// @param most at least 4
    public Map<Long, Map<String, Drawing>> curves(
            Long[] runIds, String[] wanted, int most, long fromStep, long toStep) {
        Map<Long, Map<String, Drawing>> curves = new LinkedHashMap<>();
        for (Long run : runIds) {
            for (String key : wanted) {
                Drawing drawing = metrics.drawn(run, key, most, fromStep, toStep);
                if (!drawing.points().isEmpty()) {
                    curves.computeIfAbsent(run, id -> new LinkedHashMap<>()).put(key, drawing);
                }
            }
        }
        return curves;
    }
}
