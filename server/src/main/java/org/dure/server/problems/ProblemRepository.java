package org.dure.server.problems;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over problems.
@Repository
class ProblemRepository {

    private static final RowMapper<Problem> PROBLEM = (row, number) -> new Problem(
            row.getObject("id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getString("name"),
            row.getString("task"),
            row.getString("metric"),
            row.getString("direction"),
            row.getObject("dataset_id", UUID.class),
            row.getObject("hidden_version_id", UUID.class),
            row.getString("hidden_part"),
            row.getLong("experiment_id"),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant());

    private final JdbcClient jdbc;

    ProblemRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @throws DuplicateKeyException where the name is taken within the project
    void insert(Problem problem) {
        jdbc.sql("""
                        insert into problems.problem (id, project_id, name, task, metric, direction, dataset_id,
                            hidden_version_id, hidden_part, experiment_id, created_by, created_at)
                        values (:id, :project_id, :name, :task, :metric, :direction, :dataset_id,
                            :hidden_version_id, :hidden_part, :experiment_id, :created_by, :created_at)
                        """)
                .param("id", problem.id())
                .param("project_id", problem.projectId())
                .param("name", problem.name())
                .param("task", problem.task())
                .param("metric", problem.metric())
                .param("direction", problem.direction())
                .param("dataset_id", problem.datasetId())
                .param("hidden_version_id", problem.hiddenVersionId())
                .param("hidden_part", problem.hiddenPart())
                .param("experiment_id", problem.experimentId())
                .param("created_by", problem.createdBy())
                .param("created_at", java.sql.Timestamp.from(problem.createdAt()))
                .update();
    }

    Optional<Problem> find(UUID id) {
        return jdbc.sql("select * from problems.problem where id = :id")
                .param("id", id)
                .query(PROBLEM)
                .optional();
    }

    Optional<Problem> find(UUID projectId, String name) {
        return jdbc.sql("select * from problems.problem where project_id = :project_id and name = :name")
                .param("project_id", projectId)
                .param("name", name)
                .query(PROBLEM)
                .optional();
    }

    /// Names by id, of those that are there.
    Map<String, String> names(Collection<UUID> ids) {
        Map<String, String> names = new HashMap<>();
        jdbc.sql("select id, name from problems.problem where id = any(cast(:ids as uuid[]))")
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, number) -> names.put(row.getString("id"), row.getString("name")))
                .list();
        return names;
    }

    /// The newest first.
    ///
    /// @param after the last of the page before
    List<Problem> list(UUID projectId, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select * from problems.problem
                        where project_id = :project_id and (cast(:after as uuid) is null or id < :after)
                        order by id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("after", after)
                .param("limit", limit)
                .query(PROBLEM)
                .list();
    }
}
