package org.dure.server.tracking.table;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.FilterError;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// The run table. Its questions are long and hold filters, so they are posted.
@RestController
@RequestMapping("/api/v1/runs")
class RunTableResource {

    private static final int TEXT_MOST = 500;

    record Search(
            @Nullable RunQuery query,
            @Nullable List<String> columns,
            @Nullable String at,
            @Nullable Integer offset,
            @Nullable Integer limit) {}

    record Row(
            String id,
            UUID projectId,
            String experimentId,
            String experiment,
            @Nullable UUID sessionId,
            @Nullable UUID problemId,
            String name,
            String status,
            Instant startedAt,
            @Nullable Instant endedAt,
            boolean deleted,
            List<@Nullable Object> cells) {}

    record Rows(List<Row> items, int total, String at, long newer) {}

    record Grouping(
            @Nullable RunQuery query,
            @Nullable List<String> by,
            @Nullable List<String> columns) {}

    record KeySearch(
            @Nullable RunQuery query,
            Field.@Nullable Kind kind,
            @Nullable String search,
            @Nullable Integer limit) {}

    record Key(String key, long runs) {}

    record Keys(List<Key> items) {}

    private final RunTableService table;
    private final RunExport export;
    private final RunChanges changes;

    RunTableResource(RunTableService table, RunExport export, RunChanges changes) {
        this.table = table;
        this.export = export;
        this.changes = changes;
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/search")
    Rows search(Caller caller, @RequestBody Search body) {
        RunTableService.Part part = table.part(
                caller, RunQuery.orAll(body.query()), body.columns(), moment(body.at()), body.offset(), body.limit());
        return new Rows(
                part.rows().stream().map(RunTableResource::row).toList(),
                part.total(),
                String.valueOf(part.at()),
                part.newer());
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/groups")
    RunTableService.Groups groups(Caller caller, @RequestBody Grouping body) {
        return table.groups(caller, RunQuery.orAll(body.query()), body.by(), body.columns());
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/keys")
    Keys keys(Caller caller, @RequestBody KeySearch body) {
        return new Keys(
                table
                        .keys(caller, RunQuery.orAll(body.query()), body.kind(), body.search(), body.limit())
                        .entrySet()
                        .stream()
                        .map(entry -> new Key(entry.getKey(), entry.getValue()))
                        .toList());
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/export")
    ResponseEntity<StreamingResponseBody> export(Caller caller, @RequestBody Search body) {
        RunExport.Prepared prepared = export.prepare(caller, RunQuery.orAll(body.query()), body.columns());
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
                .header("Content-Disposition", "attachment; filename=\"runs.csv\"")
                .header("X-Content-Type-Options", "nosniff")
                .body(out -> {
                    BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
                    export.write(prepared, writer);
                    writer.flush();
                });
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/change")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(Caller caller, @RequestBody RunChanges.Change body) {
        changes.apply(caller, body);
    }

    /// What was typed cannot be read: where, and what would be right.
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(FilterError error) {
        return FilterProblem.answer(error);
    }

    private static @Nullable Long moment(@Nullable String at) {
        if (at == null) {
            return null;
        }
        if (!at.matches("[0-9]{1,18}")) {
            throw new org.dure.server.base.UserError.Invalid("at", "is the `at` of an answer before, not " + at);
        }
        return Long.valueOf(at);
    }

    private static Row row(Cells.Filled filled) {
        RunRow run = filled.run();
        return new Row(
                run.id(),
                run.projectId(),
                String.valueOf(run.experimentId()),
                run.experiment(),
                run.sessionId(),
                run.problemId(),
                run.name(),
                run.status(),
                Instant.ofEpochMilli(run.startedMs()),
                run.endedMs() == null ? null : Instant.ofEpochMilli(run.endedMs()),
                run.deleted(),
                shown(filled.cells()));
    }

    /// A long text is cut: whoever wants it whole opens the run or exports the table.
    private static List<@Nullable Object> shown(List<@Nullable Object> cells) {
        List<@Nullable Object> shown = new ArrayList<>();
        for (Object cell : cells) {
            shown.add(
                    cell instanceof String text && text.length() > TEXT_MOST
                            ? text.substring(0, TEXT_MOST) + "…"
                            : cell);
        }
        return shown;
    }
}
