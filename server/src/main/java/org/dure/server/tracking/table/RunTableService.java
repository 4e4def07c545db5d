package org.dure.server.tracking.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Measure;
import org.dure.server.tracking.metric.RunMetrics;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The run table: pages of rows, groups, and the keys that columns can be chosen from.
@Service
class RunTableService {

    /// More runs than these are found by a narrower filter alone.
    static final int FOUND_MOST = 500_000;

    static final int COLUMNS_MOST = 200;
    private static final int CELLS_MOST = 50_000;
    private static final int PAGE_MOST = 1_000;
    private static final int AT_STEP_RUNS_MOST = 20_000;
    private static final int GROUPS_MOST = 1_000;
    private static final int GROUP_METRICS_MOST = 20;
    private static final int GROUP_COLUMNS_MOST = 3;
    private static final int KEYS_MOST = 1_000;
    /// Keys are looked for in as many runs, the first of the order.
    private static final int KEY_RUNS_MOST = 2_000;

    /// A part of the rows.
    ///
    /// @param total of all that were found
    /// @param at    names the moment: sent again, it gives the same runs in the same order
    /// @param newer runs that have come since
    record Part(List<Cells.Filled> rows, int total, long at, long newer) {}

    /// @param groups the largest first
    /// @param runs   in all groups
    record Groups(List<RunTableRepository.GroupRow> groups, int runs, boolean more) {}

    private final RunSelector selector;
    private final RunTableRepository table;
    private final RunMetrics metrics;
    private final FoundRuns found;
    private final Cells cells;

    RunTableService(RunSelector selector, RunTableRepository table, RunMetrics metrics, FoundRuns found, Cells cells) {
        this.selector = selector;
        this.table = table;
        this.metrics = metrics;
        this.found = found;
        this.cells = cells;
    }

    /// @param at null for now
    Part part(
            Caller caller,
            RunQuery query,
            @Nullable List<String> columns,
            @Nullable Long at,
            @Nullable Integer offset,
            @Nullable Integer limit) {
        Selection selection = selector.read(caller, query);
        List<Field> fields = selector.columns(caller, query, columns, COLUMNS_MOST);
        int from = offset == null ? 0 : offset;
        int size = limit == null ? 100 : limit;
        if (from < 0) {
            throw new UserError.Invalid("offset", "must not be negative");
        }
        if (size < 0 || size > PAGE_MOST || size * (long) fields.size() > CELLS_MOST) {
            throw new UserError.Invalid(
                    "limit",
                    "must lie between 0 and " + PAGE_MOST + ", and rows times columns must not exceed " + CELLS_MOST);
        }
        long newest = at == null ? table.newest() : at;
        long[] ids = at == null
                ? found.anew(selection, newest, () -> find(selection, newest))
                : found.again(selection, newest, () -> find(selection, newest));
        Long[] shown = slice(ids, from, size);
        List<Cells.Filled> rows = shown.length == 0 ? List.of() : cells.fill(shown, fields);
        long newer = at == null ? 0 : table.newer(selection, atSteps(selection), newest);
        return new Part(rows, ids.length, newest, newer);
    }

    /// The row ids of all that is found now, in order.
    long[] ids(Selection selection) {
        return find(selection, table.newest());
    }

    /// The same, of at most `RunSelector.RUNS_MOST` runs.
    ///
    /// @param limit what is told where there are more, before their number
    /// @throws UserError.Invalid where there are more
    Long[] idsOfFew(Selection selection, String limit) {
        long[] found = ids(selection);
        if (found.length > RunSelector.RUNS_MOST) {
            throw new UserError.Invalid(
                    "query",
                    "finds " + found.length + " runs; " + limit + " at most " + RunSelector.RUNS_MOST + " at once");
        }
        return boxed(found);
    }

    private long[] find(Selection selection, long newest) {
        long[] ids = table.find(selection, atSteps(selection), newest, FOUND_MOST + 1);
        requireFew(ids.length);
        return ids;
    }

    private static void requireFew(long runs) {
        if (runs > FOUND_MOST) {
            throw new UserError.Invalid(
                    "filter", "finds more than " + FOUND_MOST + " runs; narrow it or choose experiments");
        }
    }

    /// Looks up the values at single steps that the selection filters or orders by.
    private List<RunTableRepository.AtStep> atSteps(Selection selection) {
        return atSteps(selection.atSteps(), () -> {
            long[] candidates =
                    table.find(selection.withoutAtSteps(), List.of(), Long.MAX_VALUE, AT_STEP_RUNS_MOST + 1);
            if (candidates.length > AT_STEP_RUNS_MOST) {
                throw new UserError.Invalid(
                        "filter",
                        "values at a step are compared over at most " + AT_STEP_RUNS_MOST
                                + " runs, and the rest of the filter finds more; narrow it");
            }
            return boxed(candidates);
        });
    }

    private List<RunTableRepository.AtStep> atSteps(List<Field> fields, java.util.function.Supplier<Long[]> runs) {
        if (fields.isEmpty()) {
            return List.of();
        }
        Long[] ids = runs.get();
        return fields.stream()
                .map(field -> new RunTableRepository.AtStep(
                        field, metrics.at(ids, field.key(), ((Measure.AtStep) field.measure()).step())))
                .toList();
    }

    Groups groups(Caller caller, RunQuery query, @Nullable List<String> by, @Nullable List<String> columns) {
        Selection selection = selector.read(caller, query);
        List<Field> fields = RunSelector.limited("by", by, GROUP_COLUMNS_MOST).stream()
                .map(selector::groupable)
                .toList();
        if (fields.isEmpty()) {
            throw new UserError.Invalid("by", "names no column to group by");
        }
        List<Field> measured = selector.columns(caller, query, columns, GROUP_METRICS_MOST);
        if (measured.stream().anyMatch(field -> field.kind() != Field.Kind.METRIC)) {
            throw new UserError.Invalid("columns", "of groups only metrics have a mean");
        }
        List<RunTableRepository.AtStep> atSteps = new ArrayList<>(atSteps(selection));
        List<Field> singles = measured.stream()
                .filter(field -> field.measure() instanceof Measure.AtStep)
                .filter(field -> !selection.atSteps().contains(field))
                .distinct()
                .toList();
        atSteps.addAll(atSteps(singles, () -> boxed(ids(selection))));
        RunTableRepository.Grouped found = table.groups(selection, fields, measured, atSteps, GROUPS_MOST + 1);
        requireFew(found.runs());
        boolean more = found.groups().size() > GROUPS_MOST;
        return new Groups(
                more ? found.groups().subList(0, GROUPS_MOST) : found.groups(), Math.toIntExact(found.runs()), more);
    }

    /// Keys that hold `search`, by name, each with how many of the first runs found have it.
    Map<String, Long> keys(
            Caller caller,
            RunQuery query,
            Field.@Nullable Kind kind,
            @Nullable String search,
            @Nullable Integer limit) {
        Selection selection = selector.read(caller, query);
        int size = limit == null ? 100 : limit;
        if (size < 1 || size > KEYS_MOST) {
            throw new UserError.Invalid("limit", "must lie between 1 and " + KEYS_MOST);
        }
        Long[] ids = slice(ids(selection), 0, KEY_RUNS_MOST);
        // No character of the pattern is an escape, so a % in what is wanted can only be _, which is any character.
        String wanted = search == null ? "" : RunSelector.text("search", search);
        String pattern = "%" + wanted.replace('%', '_') + "%";
        return switch (kind) {
            case METRIC -> metrics.keys(ids, pattern, size);
            case PARAM, TAG -> table.keys(kind, ids, pattern, size);
            case ATTRIBUTE, DATASET -> throw new UserError.Invalid("kind", "must be METRIC, PARAM or TAG");
            case null -> throw new UserError.Invalid("kind", "is missing: METRIC, PARAM or TAG");
        };
    }

    static Long[] slice(long[] ids, int from, int size) {
        return from >= ids.length
                ? new Long[0]
                : boxed(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + size)));
    }

    private static Long[] boxed(long[] ids) {
        return Arrays.stream(ids).boxed().toArray(Long[]::new);
    }
}
