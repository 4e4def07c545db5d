package org.dure.server.tracking.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.tracking.metric.Drawing;
import org.dure.server.tracking.metric.RunMetrics;
import org.dure.server.tracking.metric.Series;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Drawings of the metrics of many runs in one answer.
@Service
class CurveService {

    private static final int KEYS_MOST = 100;
    private static final int POINTS_LEAST = 8;
    private static final int POINTS_MOST = 10_000;
    private static final int POINTS_OF_ALL_MOST = 1_000_000;
    private static final int CURVES_MOST = 2_000;

    record Curve(String run, String key, Drawing drawing) {}

    /// Which steps are drawn, both ends included; null for all from the first, or to the last.
    record Stretch(@Nullable Long from, @Nullable Long to) {}

    private final RunSelector selector;
    private final RunTableService table;
    private final RunTableRepository runs;
    private final RunMetrics metrics;

    CurveService(RunSelector selector, RunTableService table, RunTableRepository runs, RunMetrics metrics) {
        this.selector = selector;
        this.table = table;
        this.runs = runs;
        this.metrics = metrics;
    }

    /// The curves of the runs that the query finds, in their order; of a run that lacks a metric there is none.
    ///
    /// @param most points of each curve; fewer where all of them together would be too many
    List<Curve> curves(
            Caller caller, RunQuery query, @Nullable List<String> keys, @Nullable Integer most, Stretch stretch) {
        long from = stretch.from() == null ? Long.MIN_VALUE : stretch.from();
        long to = stretch.to() == null ? Long.MAX_VALUE : stretch.to();
        if (from > to) {
            throw new UserError.Invalid("from_step", "must not lie behind to_step");
        }
        Selection selection = selector.read(caller, query);
        List<String> wanted = RunSelector.limited("keys", keys, KEYS_MOST).stream()
                .map(key -> RunSelector.text("keys", key))
                .distinct()
                .toList();
        int each = most == null ? 500 : most;
        if (each < POINTS_LEAST || each > POINTS_MOST) {
            throw new UserError.Invalid("most", "must lie between " + POINTS_LEAST + " and " + POINTS_MOST);
        }
        Long[] ids = table.idsOfFew(selection, "curves are drawn of");
        Map<Long, Map<String, Series>> series = metrics.series(ids, wanted.toArray(String[]::new));
        int curves = series.values().stream().mapToInt(Map::size).sum();
        if (curves > CURVES_MOST) {
            throw new UserError.Invalid(
                    "keys",
                    "these runs have " + curves + " such curves; at most " + CURVES_MOST + " are drawn at once");
        }
        int points = Math.max(POINTS_LEAST, Math.min(each, POINTS_OF_ALL_MOST / Math.max(1, curves)));
        Map<Long, Map<String, Drawing>> drawn = metrics.curves(ids, wanted.toArray(String[]::new), points, from, to);
        Map<Long, RunRow> rows = runs.rows(ids);
        List<Curve> answer = new ArrayList<>();
        for (Long id : ids) {
            RunRow row = rows.get(id);
            for (String key : wanted) {
                Drawing drawing = drawn.getOrDefault(id, Map.of()).get(key);
                if (row != null && drawing != null) {
                    answer.add(new Curve(row.id(), key, drawing));
                }
            }
        }
        return answer;
    }
}
