package org.dure.server.tracking.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Measure;
import org.dure.server.tracking.metric.RunMetrics;
import org.dure.server.tracking.metric.Series;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Fills rows: of each run the columns asked for and nothing else.
@Component
class Cells {

    private final RunTableRepository table;
    private final RunMetrics metrics;

    Cells(RunTableRepository table, RunMetrics metrics) {
        this.table = table;
        this.metrics = metrics;
    }

    /// One row.
    ///
    /// @param cells in the order of the columns: texts, numbers (also NaN), null where there is nothing
    record Filled(RunRow run, List<@Nullable Object> cells) {}

    /// In the order of the ids; runs that are gone are left out.
    List<Filled> fill(Long[] ids, List<Field> columns) {
        Map<Long, RunRow> rows = table.rows(ids);
        Map<Long, Map<String, String>> params = pairs(Field.Kind.PARAM, ids, columns);
        Map<Long, Map<String, String>> tags = pairs(Field.Kind.TAG, ids, columns);
        Map<Long, Map<String, Series>> series = series(ids, columns);
        Map<Field, Map<Long, ?>> singles = singles(ids, columns);
        List<Filled> filled = new ArrayList<>();
        for (Long id : ids) {
            RunRow row = rows.get(id);
            if (row == null) {
                continue;
            }
            List<@Nullable Object> cells = new ArrayList<>();
            for (Field column : columns) {
                cells.add(
                        switch (column.kind()) {
                            case ATTRIBUTE -> row.attribute(column);
                            case PARAM -> params.getOrDefault(id, Map.of()).get(column.key());
                            case TAG -> tags.getOrDefault(id, Map.of()).get(column.key());
                            case DATASET ->
                                singles.getOrDefault(column, Map.of()).get(id);
                            case METRIC ->
                                column.measure() instanceof Measure.Sum sum
                                        ? value(
                                                series.getOrDefault(id, Map.of())
                                                        .get(column.key()),
                                                sum)
                                        : singles.getOrDefault(column, Map.of()).get(id);
                        });
            }
            filled.add(new Filled(row, cells));
        }
        return filled;
    }

    private static @Nullable Double value(@Nullable Series series, Measure.Sum sum) {
        if (series == null) {
            return null;
        }
        return switch (sum) {
            case LAST -> series.last().value();
            case FIRST -> series.first().value();
            case MIN -> value(series.min());
            case MAX -> value(series.max());
            case BEST -> throw new IllegalStateException("It was to be settled which is best");
        };
    }

    private static double value(Series.@Nullable Extreme extreme) {
        return extreme == null ? Double.NaN : extreme.value();
    }

    private Map<Long, Map<String, String>> pairs(Field.Kind kind, Long[] ids, List<Field> columns) {
        String[] keys = keys(columns, kind);
        return keys.length == 0 ? Map.of() : table.pairs(kind, ids, keys);
    }

    private Map<Long, Map<String, Series>> series(Long[] ids, List<Field> columns) {
        String[] keys = keys(columns, Field.Kind.METRIC);
        return keys.length == 0 ? Map.of() : metrics.series(ids, keys);
    }

    private Map<Field, Map<Long, ?>> singles(Long[] ids, List<Field> columns) {
        Map<Field, Map<Long, ?>> found = new HashMap<>();
        for (Field column : columns) {
            if (column.measure() instanceof Measure.AtStep at) {
                found.put(column, metrics.at(ids, column.key(), at.step()));
            } else if (column.kind() == Field.Kind.DATASET) {
                found.put(column, table.datasets(ids, column.key()));
            }
        }
        return found;
    }

    private static String[] keys(List<Field> columns, Field.Kind kind) {
        return columns.stream()
                .filter(column -> column.kind() == kind && column.measure() instanceof Measure.Sum)
                .map(Field::key)
                .distinct()
                .toArray(String[]::new);
    }
}
