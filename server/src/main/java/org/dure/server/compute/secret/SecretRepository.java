package org.dure.server.compute.secret;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over the secrets of projects.
@Repository
class SecretRepository {

    /// What may be told of one: never its value.
    record Entry(String name, String changedBy, Instant changedAt) {}

    private final JdbcClient jdbc;

    SecretRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Entry> list(UUID projectId) {
        return jdbc.sql("""
                        select name, changed_by, changed_at from compute.secret
                        where project_id = :project_id order by name
                        """)
                .param("project_id", projectId)
                .query((row, number) -> new Entry(
                        row.getString("name"),
                        row.getString("changed_by"),
                        row.getTimestamp("changed_at").toInstant()))
                .list();
    }

    Optional<byte[]> sealed(UUID projectId, String name) {
        return jdbc.sql("select sealed from compute.secret where project_id = :project_id and name = :name")
                .param("project_id", projectId)
                .param("name", name)
                .query((row, number) -> row.getBytes("sealed"))
                .optional();
    }

    void put(UUID projectId, String name, byte[] sealed, String by, Instant now) {
        jdbc.sql("""
                        insert into compute.secret (project_id, name, sealed, changed_by, changed_at)
                        values (:project_id, :name, :sealed, :by, :now)
                        on conflict (project_id, name) do update set sealed = excluded.sealed,
                            changed_by = excluded.changed_by, changed_at = excluded.changed_at
                        """)
                .param("project_id", projectId)
                .param("name", name)
                .param("sealed", sealed)
                .param("by", by)
                .param("now", Timestamp.from(now))
                .update();
    }

    boolean delete(UUID projectId, String name) {
        return jdbc.sql("delete from compute.secret where project_id = :project_id and name = :name")
                        .param("project_id", projectId)
                        .param("name", name)
                        .update()
                == 1;
    }
}
