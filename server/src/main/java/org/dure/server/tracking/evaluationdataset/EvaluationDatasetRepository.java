package org.dure.server.tracking.evaluationdataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over evaluation data sets, their tags and their places beside experiments.
@Repository
class EvaluationDatasetRepository {

    private final JdbcClient jdbc;

    EvaluationDatasetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(EvaluationDataset dataset) {
        jdbc.sql("""
                        insert into tracking.evaluation_dataset (id, project_id, name, digest, created_ms, updated_ms,
                            created_by, updated_by)
                        values (:id, :project_id, :name, :digest, :created_ms, :updated_ms, :created_by, :updated_by)
                        """)
                .param("id", dataset.id())
                .param("project_id", dataset.projectId())
                .param("name", dataset.name())
                .param("digest", dataset.digest())
                .param("created_ms", dataset.createdMs())
                .param("updated_ms", dataset.updatedMs())
                .param("created_by", dataset.createdBy())
                .param("updated_by", dataset.updatedBy())
                .update();
        putTags(dataset.id(), dataset.tags());
        putExperiments(dataset.id(), dataset.experimentIds());
    }

    void delete(String id) {
        jdbc.sql("delete from tracking.evaluation_dataset where id = :id")
                .param("id", id)
                .update();
    }

    int count(UUID projectId) {
        return jdbc.sql("select count(*) from tracking.evaluation_dataset where project_id = :project_id")
                .param("project_id", projectId)
                .query(Integer.class)
                .single();
    }

    /// Until the transaction ends nobody else changes its records.
    void lock(String id) {
        jdbc.sql("select from tracking.evaluation_dataset where id = :id for update")
                .param("id", id)
                .query()
                .listOfRows();
    }

    /// @param updatedBy null for who it was before
    void setChanged(String id, @Nullable String schema, String digest, long nowMs, @Nullable String updatedBy) {
        jdbc.sql("""
                        update tracking.evaluation_dataset set schema = :schema, digest = :digest, updated_ms = :now,
                            updated_by = coalesce(:updated_by, updated_by) where id = :id
                        """)
                .param("schema", schema)
                .param("digest", digest)
                .param("now", nowMs)
                .param("updated_by", updatedBy)
                .param("id", id)
                .update();
    }

    void touch(String id, long nowMs) {
        jdbc.sql("update tracking.evaluation_dataset set updated_ms = :now where id = :id")
                .param("now", nowMs)
                .param("id", id)
                .update();
    }

    void putTags(String id, Map<String, String> tags) {
        tags.forEach((key, value) -> jdbc.sql("""
                        insert into tracking.evaluation_dataset_tag (dataset_id, key, value) values (:id, :key, :value)
                        on conflict (dataset_id, key) do update set value = excluded.value
                        """)
                .param("id", id)
                .param("key", key)
                .param("value", value)
                .update());
    }

    int countTags(String id) {
        return jdbc.sql("select count(*) from tracking.evaluation_dataset_tag where dataset_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    void deleteTag(String id, String key) {
        jdbc.sql("delete from tracking.evaluation_dataset_tag where dataset_id = :id and key = :key")
                .param("id", id)
                .param("key", key)
                .update();
    }

    void putExperiments(String id, Collection<Long> experimentIds) {
        jdbc.sql("""
                        insert into tracking.evaluation_dataset_experiment (dataset_id, experiment_id)
                        select :id, unnest(cast(:experiments as bigint[])) on conflict do nothing
                        """)
                .param("id", id)
                .param("experiments", experimentIds.toArray(Long[]::new))
                .update();
    }

    void removeExperiments(String id, Collection<Long> experimentIds) {
        jdbc.sql("""
                        delete from tracking.evaluation_dataset_experiment where dataset_id = :id
                            and experiment_id = any(cast(:experiments as bigint[]))
                        """)
                .param("id", id)
                .param("experiments", experimentIds.toArray(Long[]::new))
                .update();
    }

    Optional<EvaluationDataset> find(String id) {
        return load("where t.id = :id", Map.of("id", id)).stream().findFirst();
    }

    /// @param experimentIds beside one of which it is to stand; null for all
    List<EvaluationDataset> search(
            Collection<UUID> projectIds,
            @Nullable Collection<Long> experimentIds,
            List<Comparison> filter,
            List<Order> orders,
            long offset,
            int limit) {
        SearchSql sql = new SearchSql(SearchTable.EVALUATION_DATASET);
        sql.where("t.project_id = any(cast(:projects as uuid[]))", "projects", projectIds.toArray(UUID[]::new));
        if (experimentIds != null) {
            sql.where("""
                    exists (select from tracking.evaluation_dataset_experiment e where e.dataset_id = t.id
                        and e.experiment_id = any(cast(:experiments as bigint[])))
                    """, "experiments", experimentIds.toArray(Long[]::new));
        }
        filter.forEach(sql::where);
        orders.forEach(sql::orderBy);
        sql.orderByDefault("t.created_ms desc, t.id");
        sql.page(offset, limit);
        return load(sql.clauses(), sql.parameters());
    }

    private List<EvaluationDataset> load(String clauses, Map<String, ?> parameters) {
        List<EvaluationDataset> found = jdbc.sql("""
                        select t.*, (select count(*) from tracking.evaluation_record r where r.dataset_id = t.id)
                            as records from tracking.evaluation_dataset t
                        """ + clauses)
                .params(parameters)
                .query((row, number) -> new EvaluationDataset(
                        row.getString("id"),
                        row.getObject("project_id", UUID.class),
                        row.getString("name"),
                        row.getString("schema"),
                        row.getLong("records"),
                        row.getString("digest"),
                        row.getLong("created_ms"),
                        row.getLong("updated_ms"),
                        row.getString("created_by"),
                        row.getString("updated_by"),
                        new LinkedHashMap<>(),
                        new ArrayList<>()))
                .list();
        Map<String, EvaluationDataset> byId = new LinkedHashMap<>();
        found.forEach(dataset -> byId.put(dataset.id(), dataset));
        String[] ids = byId.keySet().toArray(String[]::new);
        jdbc.sql("""
                        select * from tracking.evaluation_dataset_tag where dataset_id = any(cast(:ids as text[]))
                        order by dataset_id, key
                        """).param("ids", ids).query(row -> {
            tags(byId, row.getString("dataset_id")).put(row.getString("key"), row.getString("value"));
        });
        jdbc.sql("""
                        select * from tracking.evaluation_dataset_experiment
                        where dataset_id = any(cast(:ids as text[])) order by dataset_id, experiment_id
                        """).param("ids", ids).query(row -> {
            EvaluationDataset dataset = byId.get(row.getString("dataset_id"));
            if (dataset != null) {
                dataset.experimentIds().add(row.getLong("experiment_id"));
            }
        });
        return found;
    }

    private static Map<String, String> tags(Map<String, EvaluationDataset> byId, String id) {
        EvaluationDataset dataset = byId.get(id);
        return dataset == null ? new LinkedHashMap<>() : dataset.tags();
    }
}
