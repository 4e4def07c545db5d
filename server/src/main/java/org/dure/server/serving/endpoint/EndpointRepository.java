package org.dure.server.serving.endpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.endpoint`.
@Repository
class EndpointRepository {

    private static final String ENDPOINTS = """
            select e.id as e_id, e.project_id as e_project_id, e.name as e_name, e.follow_champion,
                   e.problem_id as e_problem_id, e.created_by as e_created_by, e.created_at as e_created_at, d.*
            from serving.endpoint e
            left join lateral (
                select * from serving.deployment
                where endpoint_id = e.id and retired_at is null and (state <> 'FAILED' or ready_at is not null)
                order by number desc limit 1) d on true
            where e.deleted_at is null
            """;

    private static final RowMapper<Endpoint> ENDPOINT = (row, number) -> new Endpoint(
            row.getObject("e_id", UUID.class),
            row.getObject("e_project_id", UUID.class),
            row.getString("e_name"),
            row.getBoolean("follow_champion"),
            row.getObject("e_problem_id", UUID.class),
            row.getString("e_created_by"),
            row.getTimestamp("e_created_at").toInstant(),
            live(row));

    private final JdbcClient jdbc;

    EndpointRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @throws org.springframework.dao.DuplicateKeyException where the name is taken within the project
    UUID insert(UUID projectId, String name, boolean followChampion, @Nullable UUID problemId, String createdBy) {
        UUID id = Ids.next();
        jdbc.sql("""
                        insert into serving.endpoint (id, project_id, name, follow_champion, problem_id, created_by)
                        values (:id, :project_id, :name, :follow_champion, :problem_id, :created_by)
                        """)
                .param("id", id)
                .param("project_id", projectId)
                .param("name", name)
                .param("follow_champion", followChampion)
                .param("problem_id", problemId)
                .param("created_by", createdBy)
                .update();
        return id;
    }

    Optional<Endpoint> find(UUID id) {
        return jdbc.sql(ENDPOINTS + " and e.id = :id")
                .param("id", id)
                .query(ENDPOINT)
                .optional();
    }

    /// By name.
    List<Endpoint> ofProject(UUID projectId) {
        return jdbc.sql(ENDPOINTS + " and e.project_id = :project_id order by lower(e.name) limit 1000")
                .param("project_id", projectId)
                .query(ENDPOINT)
                .list();
    }

    List<Endpoint> followers(UUID problemId) {
        return jdbc.sql(ENDPOINTS + " and e.follow_champion and e.problem_id = :problem_id order by e.id")
                .param("problem_id", problemId)
                .query(ENDPOINT)
                .list();
    }

    List<Endpoint> all() {
        return jdbc.sql(ENDPOINTS + " order by e.id").query(ENDPOINT).list();
    }

    /// Makes changes to one endpoint's deployments happen one after the other.
    void lock(UUID id) {
        jdbc.sql("select id from serving.endpoint where id = :id for update")
                .param("id", id)
                .query(UUID.class)
                .optional();
    }

    void setFollow(UUID id, boolean followChampion, @Nullable UUID problemId) {
        jdbc.sql("""
                        update serving.endpoint set follow_champion = :follow_champion, problem_id = :problem_id
                        where id = :id
                        """)
                .param("follow_champion", followChampion)
                .param("problem_id", problemId)
                .param("id", id)
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("update serving.endpoint set deleted_at = now(), follow_champion = false where id = :id")
                .param("id", id)
                .update();
    }

    private static @Nullable Deployment live(ResultSet row) throws SQLException {
        return row.getObject("id") == null ? null : DeploymentRepository.read(row);
    }
}
