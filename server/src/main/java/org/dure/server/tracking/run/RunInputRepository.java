package org.dure.server.tracking.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over what runs read (data sets, logged models) and made (logged models).
@Repository
class RunInputRepository {

    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    RunInputRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Does nothing where the run has that input already.
    void add(long runId, RunInput input) {
        jdbc.sql("""
                        insert into tracking.run_input
                            (run_id, name, digest, source_type, source, schema, profile, context, tags)
                        values (:run_id, :name, :digest, :source_type, :source, :schema, :profile, :context, :tags)
                        on conflict do nothing
                        """)
                .param("run_id", runId)
                .param("name", input.name())
                .param("digest", input.digest())
                .param("source_type", input.sourceType())
                .param("source", input.source())
                .param("schema", input.schema())
                .param("profile", input.profile())
                .param("context", input.context())
                .param("tags", Json.MAPPER.writeValueAsString(input.tags()))
                .update();
    }

    void addModel(long runId, String modelId) {
        jdbc.sql("""
                        insert into tracking.run_model_input (run_id, model_id) values (:run_id, :model_id)
                        on conflict do nothing
                        """).param("run_id", runId).param("model_id", modelId).update();
    }

    void addOutput(long runId, String modelId, long step) {
        jdbc.sql("""
                        insert into tracking.run_output (run_id, model_id, step) values (:run_id, :model_id, :step)
                        on conflict do nothing
                        """)
                .param("run_id", runId)
                .param("model_id", modelId)
                .param("step", step)
                .update();
    }

    /// By the runs' public ids.
    Map<String, List<RunInput>> inputs(List<String> runIds) {
        Map<String, List<RunInput>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.uuid, i.* from tracking.run_input i join tracking.run r on r.id = i.run_id
                        where r.uuid = any(cast(:ids as text[])) order by i.name, i.digest
                        """).param("ids", runIds.toArray(String[]::new)).query(row -> {
            found.computeIfAbsent(row.getString("uuid"), id -> new ArrayList<>())
                    .add(new RunInput(
                            row.getString("name"),
                            row.getString("digest"),
                            row.getString("source_type"),
                            row.getString("source"),
                            row.getString("schema"),
                            row.getString("profile"),
                            row.getString("context"),
                            Json.MAPPER.readValue(row.getString("tags"), TAGS)));
        });
        return found;
    }

    /// What the active runs of these experiments say to have read, each once.
    List<DatasetSummary> summaries(List<Long> experimentIds, int limit) {
        return jdbc.sql("""
                        select distinct r.experiment_id, i.name, i.digest, i.context
                        from tracking.run_input i join tracking.run r on r.id = i.run_id
                        where r.experiment_id = any(cast(:ids as bigint[])) and not r.deleted
                        order by r.experiment_id, i.name, i.digest, i.context limit :limit
                        """)
                .param("ids", experimentIds.toArray(Long[]::new))
                .param("limit", limit)
                .query((row, number) -> new DatasetSummary(
                        row.getLong("experiment_id"),
                        row.getString("name"),
                        row.getString("digest"),
                        row.getString("context")))
                .list();
    }

    /// By the runs' public ids: the ids of the logged models that they read.
    Map<String, List<String>> models(List<String> runIds) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.uuid, m.model_id from tracking.run_model_input m
                        join tracking.run r on r.id = m.run_id
                        where r.uuid = any(cast(:ids as text[])) order by m.model_id
                        """).param("ids", runIds.toArray(String[]::new)).query(row -> {
            found.computeIfAbsent(row.getString("uuid"), id -> new ArrayList<>())
                    .add(row.getString("model_id"));
        });
        return found;
    }

    /// By the runs' public ids: the logged models' ids with their steps.
    Map<String, Map<String, Long>> outputs(List<String> runIds) {
        Map<String, Map<String, Long>> found = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.uuid, o.model_id, o.step from tracking.run_output o
                        join tracking.run r on r.id = o.run_id
                        where r.uuid = any(cast(:ids as text[])) order by o.step, o.model_id
                        """).param("ids", runIds.toArray(String[]::new)).query(row -> {
            found.computeIfAbsent(row.getString("uuid"), id -> new LinkedHashMap<>())
                    .put(row.getString("model_id"), row.getLong("step"));
        });
        return found;
    }
}
