package org.dure.server.tracking.experiment;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over experiments and their tags.
@Repository
class ExperimentRepository {

    private final JdbcClient jdbc;

    ExperimentRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @throws DuplicateKeyException where the name is taken within the project
    long insert(UUID projectId, String name, @Nullable String artifactLocation, long nowMs) {
        return jdbc.sql("""
                        insert into tracking.experiment (project_id, name, artifact_location, created_ms, updated_ms)
                        values (:project_id, :name, :artifact_location, :now, :now) returning id
                        """)
                .param("project_id", projectId)
                .param("name", name)
                .param("artifact_location", artifactLocation)
                .param("now", nowMs)
                .query(Long.class)
                .single();
    }

    /// The experiment of that name, made where there is none.
    long insertOrFind(UUID projectId, String name, long nowMs) {
        jdbc.sql("""
                        insert into tracking.experiment (project_id, name, created_ms, updated_ms)
                        values (:project_id, :name, :now, :now) on conflict (project_id, name) do nothing
                        """)
                .param("project_id", projectId)
                .param("name", name)
                .param("now", nowMs)
                .update();
        return jdbc.sql("select id from tracking.experiment where project_id = :project_id and name = :name")
                .param("project_id", projectId)
                .param("name", name)
                .query(Long.class)
                .single();
    }

    /// Gives an experiment without a problem to `problemId`, and with it the runs that it has.
    ///
    /// @return false where it belongs to another problem
    boolean giveTo(long id, UUID problemId) {
        boolean given =
                jdbc.sql("""
                        update tracking.experiment set problem_id = :problem_id, deleted = false
                        where id = :id and (problem_id is null or problem_id = :problem_id)
                        """).param("problem_id", problemId).param("id", id).update() == 1;
        if (given) {
            jdbc.sql("update tracking.run set problem_id = :problem_id where experiment_id = :id")
                    .param("problem_id", problemId)
                    .param("id", id)
                    .update();
        }
        return given;
    }

    Optional<Experiment> find(long id) {
        return load("where id = :id", Map.of("id", id)).stream().findFirst();
    }

    Optional<Experiment> findByName(UUID projectId, String name) {
        return load("where project_id = :project_id and name = :name", Map.of("project_id", projectId, "name", name))
                .stream()
                .findFirst();
    }

    /// @throws DuplicateKeyException where the name is taken within the project
    void rename(long id, String name, long nowMs) {
        jdbc.sql("update tracking.experiment set name = :name, updated_ms = :now where id = :id")
                .param("name", name)
                .param("now", nowMs)
                .param("id", id)
                .update();
    }

    void setDeleted(long id, boolean deleted, long nowMs) {
        jdbc.sql("update tracking.experiment set deleted = :deleted, updated_ms = :now where id = :id")
                .param("deleted", deleted)
                .param("now", nowMs)
                .param("id", id)
                .update();
    }

    void putTag(long id, String key, String value, long nowMs) {
        jdbc.sql("""
                        insert into tracking.experiment_tag (experiment_id, key, value) values (:id, :key, :value)
                        on conflict (experiment_id, key) do update set value = excluded.value
                        """).param("id", id).param("key", key).param("value", value).update();
        jdbc.sql("update tracking.experiment set updated_ms = :now where id = :id")
                .param("now", nowMs)
                .param("id", id)
                .update();
    }

    boolean deleteTag(long id, String key) {
        return jdbc.sql("delete from tracking.experiment_tag where experiment_id = :id and key = :key")
                        .param("id", id)
                        .param("key", key)
                        .update()
                == 1;
    }

    List<Experiment> search(
            Collection<UUID> projectIds,
            View view,
            List<Comparison> filter,
            List<Order> orders,
            long offset,
            int limit) {
        SearchSql sql = new SearchSql(SearchTable.EXPERIMENT);
        sql.where("project_id = any(cast(:projects as uuid[]))", "projects", projectIds.toArray(UUID[]::new));
        sql.where(view);
        filter.forEach(sql::where);
        orders.forEach(sql::orderBy);
        sql.orderByDefault("created_ms desc, id");
        sql.page(offset, limit);
        return load(sql.clauses(), sql.parameters());
    }

    private List<Experiment> load(String clauses, Map<String, ?> parameters) {
        List<Experiment> found = jdbc.sql("select t.* from tracking.experiment t " + clauses)
                .params(parameters)
                .query((row, number) -> new Experiment(
                        row.getLong("id"),
                        row.getObject("project_id", UUID.class),
                        row.getObject("problem_id", UUID.class),
                        row.getString("name"),
                        row.getString("artifact_location"),
                        row.getBoolean("deleted"),
                        row.getLong("created_ms"),
                        row.getLong("updated_ms"),
                        new LinkedHashMap<>()))
                .list();
        Map<Long, Experiment> byId = new LinkedHashMap<>();
        found.forEach(experiment -> byId.put(experiment.id(), experiment));
        jdbc.sql("""
                        select experiment_id, key, value from tracking.experiment_tag
                        where experiment_id = any(cast(:ids as bigint[])) order by experiment_id, key
                        """).param("ids", byId.keySet().toArray(Long[]::new)).query(row -> {
            Experiment experiment = byId.get(row.getLong("experiment_id"));
            if (experiment != null) {
                experiment.tags().put(row.getString("key"), row.getString("value"));
            }
        });
        return found;
    }
}
