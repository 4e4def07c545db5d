package org.dure.server.tracking.loggedmodel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over logged models.
@Repository
class LoggedModelRepository {

    private final JdbcClient jdbc;

    LoggedModelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(LoggedModel model) {
        jdbc.sql("""
                        insert into tracking.logged_model (model_id, project_id, experiment_id, source_run_id, name,
                            model_type, status, created_ms, updated_ms)
                        values (:model_id, :project_id, :experiment_id, :source_run_id, :name,
                            :model_type, :status, :created_ms, :updated_ms)
                        """)
                .param("model_id", model.id())
                .param("project_id", model.projectId())
                .param("experiment_id", model.experimentId())
                .param("source_run_id", model.sourceRunId())
                .param("name", model.name())
                .param("model_type", model.modelType())
                .param("status", model.status())
                .param("created_ms", model.createdMs())
                .param("updated_ms", model.updatedMs())
                .update();
        putParams(model.id(), model.params());
        putTags(model.id(), model.tags());
    }

    /// Parameters are written once: what is there stays.
    void putParams(String id, Map<String, String> params) {
        put("""
                insert into tracking.logged_model_param (model_id, key, value) values (:model_id, :key, :value)
                on conflict (model_id, key) do nothing
                """, id, params);
    }

    void putTags(String id, Map<String, String> tags) {
        put("""
                insert into tracking.logged_model_tag (model_id, key, value) values (:model_id, :key, :value)
                on conflict (model_id, key) do update set value = excluded.value
                """, id, tags);
    }

    /// @return whether there was one
    boolean deleteTag(String id, String key) {
        return jdbc.sql("delete from tracking.logged_model_tag where model_id = :model_id and key = :key")
                        .param("model_id", id)
                        .param("key", key)
                        .update()
                > 0;
    }

    void setStatus(String id, String status, long nowMs) {
        jdbc.sql("update tracking.logged_model set status = :status, updated_ms = :now where model_id = :model_id")
                .param("status", status)
                .param("now", nowMs)
                .param("model_id", id)
                .update();
    }

    void setDeleted(String id, long nowMs) {
        jdbc.sql("update tracking.logged_model set deleted = true, updated_ms = :now where model_id = :model_id")
                .param("now", nowMs)
                .param("model_id", id)
                .update();
    }

    Optional<LoggedModel> find(String id) {
        return load("where t.model_id = :model_id", Map.of("model_id", id)).stream()
                .findFirst();
    }

    List<LoggedModel> search(
            Collection<Long> experimentIds,
            List<Comparison> filter,
            List<DatasetFilter> datasets,
            List<ModelOrder> orders,
            long offset,
            int limit) {
        SearchSql sql = new SearchSql(SearchTable.LOGGED_MODEL);
        sql.where(
                "t.experiment_id = any(cast(:experiments as bigint[]))",
                "experiments",
                experimentIds.toArray(Long[]::new));
        sql.where(View.ACTIVE_ONLY);
        ModelMetricSql.where(sql, filter, datasets);
        ModelMetricSql.orderBy(sql, orders);
        sql.orderByDefault("t.created_ms desc, t.model_id");
        sql.page(offset, limit);
        return load(sql.clauses(), sql.parameters());
    }

    private List<LoggedModel> load(String clauses, Map<String, ?> parameters) {
        List<LoggedModel> found = jdbc.sql("select t.* from tracking.logged_model t " + clauses)
                .params(parameters)
                .query((row, number) -> new LoggedModel(
                        row.getString("model_id"),
                        row.getObject("project_id", UUID.class),
                        row.getLong("experiment_id"),
                        row.getString("source_run_id"),
                        row.getString("name"),
                        row.getString("model_type"),
                        row.getString("status"),
                        row.getBoolean("deleted"),
                        row.getLong("created_ms"),
                        row.getLong("updated_ms"),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        new ArrayList<>()))
                .list();
        Map<String, LoggedModel> byId = new LinkedHashMap<>();
        found.forEach(model -> byId.put(model.id(), model));
        String[] ids = byId.keySet().toArray(String[]::new);
        pairs(
                "select * from tracking.logged_model_param",
                ids,
                (id, key, value) -> params(byId, id).put(key, value));
        pairs(
                "select * from tracking.logged_model_tag",
                ids,
                (id, key, value) -> tags(byId, id).put(key, value));
        metrics(ids).forEach(metric -> metrics(byId, metric.modelId()).add(metric));
        return found;
    }

    /// Keeps each point once.
    void addMetrics(List<ModelMetric> metrics) {
        metrics.forEach(point -> jdbc.sql("""
                        insert into tracking.logged_model_metric
                            (model_id, key, run_id, dataset_name, dataset_digest, step, ms, value)
                        values (:model_id, :key, :run_id, :dataset_name, :dataset_digest, :step, :ms, :value)
                        on conflict do nothing
                        """)
                .param("model_id", point.modelId())
                .param("key", point.key())
                .param("run_id", point.runId())
                .param("dataset_name", point.datasetName())
                .param("dataset_digest", point.datasetDigest())
                .param("step", point.metric().step())
                .param("ms", point.metric().ms())
                .param("value", point.metric().value())
                .update());
    }

    private List<ModelMetric> metrics(String[] ids) {
        return jdbc.sql("""
                        select * from tracking.logged_model_metric
                        where model_id = any(cast(:ids as text[])) order by model_id, key, ms, step, run_id
                        """)
                .param("ids", ids)
                .query((row, number) -> new ModelMetric(
                        row.getString("model_id"),
                        row.getString("run_id"),
                        row.getString("key"),
                        row.getString("dataset_name"),
                        row.getString("dataset_digest"),
                        new Metric(row.getDouble("value"), row.getLong("ms"), row.getLong("step"))))
                .list();
    }

    private static List<ModelMetric> metrics(Map<String, LoggedModel> models, String id) {
        LoggedModel model = models.get(id);
        return model == null ? new ArrayList<>() : model.metrics();
    }

    private static Map<String, String> params(Map<String, LoggedModel> models, String id) {
        LoggedModel model = models.get(id);
        return model == null ? new LinkedHashMap<>() : model.params();
    }

    private static Map<String, String> tags(Map<String, LoggedModel> models, String id) {
        LoggedModel model = models.get(id);
        return model == null ? new LinkedHashMap<>() : model.tags();
    }

    private interface Pair {
        void take(String id, String key, String value);
    }

    private void pairs(String select, String[] ids, Pair pair) {
        jdbc.sql(select + " where model_id = any(cast(:ids as text[])) order by model_id, key")
                .param("ids", ids)
                .query(row -> {
                    pair.take(row.getString("model_id"), row.getString("key"), row.getString("value"));
                });
    }

    private void put(String insert, String id, Map<String, String> pairs) {
        pairs.forEach((key, value) -> jdbc.sql(insert)
                .param("model_id", id)
                .param("key", key)
                .param("value", value)
                .update());
    }
}
