package org.dure.server.tracking.trace;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over traces.
@Repository
class TraceRepository {

    private final JdbcClient jdbc;

    TraceRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes it, or tells the whole of one that its spans have made.
    ///
    /// @return false where another experiment has a trace of that id
    boolean put(Trace trace, boolean finished) {
        return jdbc.sql("""
                        insert into tracking.trace as t (id, project_id, experiment_id, session_id, client_request_id,
                            requested_ms, duration_ms, state, request_preview, response_preview, finished)
                        values (:id, :project_id, :experiment_id, :session_id, :client_request_id,
                            :requested_ms, :duration_ms, :state, :request_preview, :response_preview, :finished)
                        on conflict (id) do update set client_request_id = excluded.client_request_id,
                            requested_ms = excluded.requested_ms, duration_ms = excluded.duration_ms,
                            state = excluded.state, request_preview = excluded.request_preview,
                            response_preview = excluded.response_preview, finished = excluded.finished
                        where t.experiment_id = excluded.experiment_id
                            and t.session_id is not distinct from excluded.session_id
                        """)
                        .param("id", trace.id())
                        .param("project_id", trace.projectId())
                        .param("experiment_id", trace.experimentId())
                        .param("session_id", trace.sessionId())
                        .param("client_request_id", trace.clientRequestId())
                        .param("requested_ms", trace.requestedMs())
                        .param("duration_ms", trace.durationMs())
                        .param("state", trace.state())
                        .param("request_preview", trace.requestPreview())
                        .param("response_preview", trace.responsePreview())
                        .param("finished", finished)
                        .update()
                > 0;
    }

    /// Makes a trace of its first spans; one that is there stays as it is, locked until the transaction ends.
    void ensure(Trace trace) {
        jdbc.sql("""
                        insert into tracking.trace (id, project_id, experiment_id, session_id, requested_ms, state)
                        values (:id, :project_id, :experiment_id, :session_id, :requested_ms, :state)
                        on conflict (id) do nothing
                        """)
                .param("id", trace.id())
                .param("project_id", trace.projectId())
                .param("experiment_id", trace.experimentId())
                .param("session_id", trace.sessionId())
                .param("requested_ms", trace.requestedMs())
                .param("state", trace.state())
                .update();
        jdbc.sql("select from tracking.trace where id = :id for update")
                .param("id", trace.id())
                .query()
                .listOfRows();
    }

    /// What spans tell of a trace, where its client has not told it.
    ///
    /// @param durationMs null while its first step is missing; then only the start may move
    void tell(String id, long requestedMs, @Nullable Long durationMs, String state, String input, String output) {
        jdbc.sql("""
                        update tracking.trace set requested_ms = least(requested_ms, :requested_ms),
                            duration_ms = coalesce(:duration_ms, duration_ms),
                            state = case when cast(:duration_ms as bigint) is null then state else :state end,
                            request_preview = coalesce(nullif(:input, ''), request_preview),
                            response_preview = coalesce(nullif(:output, ''), response_preview)
                        where id = :id and not finished
                        """)
                .param("id", id)
                .param("requested_ms", requestedMs)
                .param("duration_ms", durationMs, Types.BIGINT)
                .param("state", state)
                .param("input", input)
                .param("output", output)
                .update();
    }

    void putTags(String id, Map<String, String> tags, boolean replace) {
        pairs("trace_tag", id, tags, replace);
    }

    void putMetadata(String id, Map<String, String> metadata, boolean replace) {
        pairs("trace_metadata", id, metadata, replace);
    }

    private void pairs(String table, String id, Map<String, String> pairs, boolean replace) {
        pairs.forEach((key, value) -> jdbc.sql("insert into tracking." + table + " (trace_id, key, value)"
                        + " values (:id, :key, :value) on conflict (trace_id, key) do "
                        + (replace ? "update set value = excluded.value" : "nothing"))
                .param("id", id)
                .param("key", key)
                .param("value", value)
                .update());
    }

    /// @return whether there was one
    boolean deleteTag(String id, String key) {
        return jdbc.sql("delete from tracking.trace_tag where trace_id = :id and key = :key")
                        .param("id", id)
                        .param("key", key)
                        .update()
                > 0;
    }

    /// The same span again replaces what was sent before: programs send a step when it begins and when it ends.
    void putSpan(TraceSpan span) {
        jdbc.sql("""
                        insert into tracking.trace_span (trace_id, span_id, started_ns, ended_ns, name, type, status,
                            words, model_name, model_provider, input_cost, output_cost, total_cost, content)
                        values (:trace_id, :span_id, :started_ns, nullif(:ended_ns, 0), :name, :type, :status,
                            :words, :model_name, :model_provider, :input_cost, :output_cost, :total_cost, :content)
                        on conflict (trace_id, span_id) do update set started_ns = excluded.started_ns,
                            ended_ns = excluded.ended_ns, name = excluded.name, type = excluded.type,
                            status = excluded.status, words = excluded.words, model_name = excluded.model_name,
                            model_provider = excluded.model_provider, input_cost = excluded.input_cost,
                            output_cost = excluded.output_cost, total_cost = excluded.total_cost,
                            content = excluded.content
                        """)
                .param("trace_id", span.traceId())
                .param("span_id", span.spanId())
                .param("started_ns", span.startedNs())
                .param("ended_ns", span.endedNs())
                .param("name", span.name())
                .param("type", span.type())
                .param("status", span.status())
                .param("words", span.words())
                .param("model_name", span.model().name())
                .param("model_provider", span.model().provider())
                .param("input_cost", span.model().inputCost(), Types.DOUBLE)
                .param("output_cost", span.model().outputCost(), Types.DOUBLE)
                .param("total_cost", span.model().totalCost(), Types.DOUBLE)
                .param("content", Deflated.of(span.content()))
                .update();
    }

    int countSpans(String id) {
        return jdbc.sql("select count(*) from tracking.trace_span where trace_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    /// By trace, in the order in which they began: each an OpenTelemetry `Span`.
    Map<String, List<byte[]>> spans(Collection<String> ids) {
        Map<String, List<byte[]>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select trace_id, content from tracking.trace_span
                        where trace_id = any(cast(:ids as text[])) order by trace_id, started_ns, span_id
                        """).param("ids", ids.toArray(String[]::new)).query(row -> {
            found.computeIfAbsent(row.getString("trace_id"), id -> new ArrayList<>())
                    .add(Deflated.inflate(row.getBytes("content"), TraceLimits.SPAN_BYTES_MOST));
        });
        return found;
    }

    void link(String runId, Collection<String> ids) {
        ids.forEach(
                id -> jdbc.sql("""
                        insert into tracking.trace_run (run_id, trace_id) values (:run_id, :trace_id)
                        on conflict do nothing
                        """).param("run_id", runId).param("trace_id", id).update());
    }

    void linkPrompt(String id, String name, long version) {
        jdbc.sql("""
                        insert into tracking.trace_prompt (trace_id, name, version) values (:id, :name, :version)
                        on conflict do nothing
                        """)
                .param("id", id)
                .param("name", name)
                .param("version", version)
                .update();
    }

    int countPrompts(String id) {
        return jdbc.sql("select count(*) from tracking.trace_prompt where trace_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    int countLinks(String runId) {
        return jdbc.sql("select count(*) from tracking.trace_run where run_id = :run_id")
                .param("run_id", runId)
                .query(Integer.class)
                .single();
    }

    /// With spans, tags, links and files.
    int delete(Collection<String> ids) {
        jdbc.sql("delete from tracking.artifact where owner_id = any(cast(:ids as text[]))")
                .param("ids", ids.toArray(String[]::new))
                .update();
        jdbc.sql("delete from tracking.trace_run where trace_id = any(cast(:ids as text[]))")
                .param("ids", ids.toArray(String[]::new))
                .update();
        return jdbc.sql("delete from tracking.trace where id = any(cast(:ids as text[]))")
                .param("ids", ids.toArray(String[]::new))
                .update();
    }

    /// The oldest first.
    ///
    /// @param ids null for all
    List<String> ids(long experimentId, long requestedMsMost, @Nullable List<String> ids, int limit) {
        return jdbc.sql("""
                        select id from tracking.trace where experiment_id = :experiment and requested_ms <= :most
                            and (cast(:ids as text[]) is null or id = any(cast(:ids as text[])))
                        order by requested_ms, id limit :limit
                        """)
                .param("experiment", experimentId)
                .param("most", requestedMsMost)
                .param("ids", ids == null ? null : ids.toArray(String[]::new), Types.ARRAY)
                .param("limit", limit)
                .query((row, number) -> row.getString("id"))
                .list();
    }

    Optional<Trace> find(String id) {
        return find(List.of(id)).stream().findFirst();
    }

    List<Trace> find(Collection<String> ids) {
        return load("where t.id = any(cast(:ids as text[]))", Map.of("ids", ids.toArray(String[]::new)));
    }

    List<Trace> search(
            Collection<Long> experimentIds, List<Comparison> filter, List<Order> orders, long offset, int limit) {
        SearchSql sql = found(experimentIds, filter);
        orders.forEach(sql::orderBy);
        sql.orderByDefault("t.requested_ms desc, t.id");
        sql.page(offset, limit);
        return load(sql.clauses(), sql.parameters());
    }

    long count(Collection<Long> experimentIds, List<Comparison> filter) {
        SearchSql sql = found(experimentIds, filter);
        sql.orderByDefault("t.id");
        return jdbc.sql("select count(*) from (select t.id from tracking.trace t " + sql.clauses() + ") as found")
                .params(sql.parameters())
                .query(Long.class)
                .single();
    }

    /// The traces of some experiments that meet a filter, without an order.
    static SearchSql found(Collection<Long> experimentIds, List<Comparison> filter) {
        SearchSql sql = new SearchSql(SearchTable.TRACE);
        sql.where(
                "t.experiment_id = any(cast(:experiments as bigint[]))",
                "experiments",
                experimentIds.toArray(Long[]::new));
        int number = 0;
        for (Comparison comparison : filter) {
            if (isRun(comparison.field())
                    && comparison.operator() == Comparison.Operator.EQUAL
                    && comparison.operand() instanceof Comparison.Operand.Text run) {
                String name = "run" + number++;
                sql.where("""
                        (exists (select from tracking.trace_metadata m where m.trace_id = t.id and m.key = 'mlflow.sourceRun'
                            and m.value = :%1$s)
                        or exists (select from tracking.trace_run l where l.trace_id = t.id and l.run_id = :%1$s))
                        """.formatted(name), name, run.value());
            } else if (TraceWords.is(comparison.field())) {
                TraceWords.where(sql, comparison, "words" + number++);
            } else {
                sql.where(comparison);
            }
        }
        return sql;
    }

    private static boolean isRun(Field field) {
        return field.kind() == Field.Kind.ATTRIBUTE && field.key().equals("run_id");
    }

    private List<Trace> load(String clauses, Map<String, ?> parameters) {
        List<Trace> found = jdbc.sql("select t.* from tracking.trace t " + clauses)
                .params(parameters)
                .query((row, number) -> new Trace(
                        row.getString("id"),
                        row.getObject("project_id", UUID.class),
                        row.getLong("experiment_id"),
                        row.getObject("session_id", UUID.class),
                        row.getString("client_request_id"),
                        row.getLong("requested_ms"),
                        row.getObject("duration_ms", Long.class),
                        row.getString("state"),
                        row.getString("request_preview"),
                        row.getString("response_preview"),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>()))
                .list();
        Map<String, Trace> byId = new LinkedHashMap<>();
        found.forEach(trace -> byId.put(trace.id(), trace));
        fill("trace_tag", byId, Trace::tags);
        fill("trace_metadata", byId, Trace::metadata);
        return found;
    }

    private void fill(String table, Map<String, Trace> byId, Function<Trace, Map<String, String>> pairs) {
        jdbc.sql("select trace_id, key, value from tracking." + table
                        + " where trace_id = any(cast(:ids as text[])) order by trace_id, key")
                .param("ids", byId.keySet().toArray(String[]::new))
                .query(row -> {
                    Trace trace = byId.get(row.getString("trace_id"));
                    if (trace != null) {
                        pairs.apply(trace).put(row.getString("key"), row.getString("value"));
                    }
                });
    }
}
