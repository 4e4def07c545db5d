package org.dure.server.serving.key;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.base.serving.RoutingTable;
import org.dure.server.base.database.TimeColumn;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.api_key`.
@Repository
class KeyRepository {

    private static final RowMapper<ApiKey> KEY = (row, number) -> {
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getObject("endpoint_id", UUID.class),
                row.getString("name"),
                row.getInt("per_second"),
                row.getLong("per_day"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                TimeColumn.read(row, "revoked_at"));
    };

    private final JdbcClient jdbc;

    KeyRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(ApiKey key, Sha256 sha256) {
        jdbc.sql("""
                        insert into serving.api_key (id, project_id, endpoint_id, name, sha256, per_second, per_day,
                                                     created_by, created_at, expires_at)
                        values (:id, :project_id, :endpoint_id, :name, :sha256, :per_second, :per_day, :created_by,
                                :created_at, :expires_at)
                        """)
                .param("id", key.id())
                .param("project_id", key.projectId())
                .param("endpoint_id", key.endpointId())
                .param("name", key.name())
                .param("sha256", sha256.hex())
                .param("per_second", key.perSecond())
                .param("per_day", key.perDay())
                .param("created_by", key.createdBy())
                .param("created_at", Timestamp.from(key.createdAt()))
                .param("expires_at", Timestamp.from(key.expiresAt()))
                .update();
    }

    Optional<ApiKey> find(UUID id) {
        return jdbc.sql("select * from serving.api_key where id = :id")
                .param("id", id)
                .query(KEY)
                .optional();
    }

    /// The newest first.
    List<ApiKey> ofProject(UUID projectId, @Nullable UUID before, int limit) {
        return jdbc.sql("""
                        select * from serving.api_key
                        where project_id = :project_id and (cast(:before as uuid) is null or id < :before)
                        order by id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("before", before)
                .param("limit", limit)
                .query(KEY)
                .list();
    }

    void revoke(UUID id, Instant now) {
        jdbc.sql("update serving.api_key set revoked_at = coalesce(revoked_at, :now) where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// What the routing table says of keys: those that are good at `now`.
    List<RoutingTable.Key> good(Instant now) {
        return jdbc.sql("""
                        select id, sha256, project_id, endpoint_id, expires_at, per_second, per_day
                        from serving.api_key where revoked_at is null and expires_at > :now order by id
                        """)
                .param("now", Timestamp.from(now))
                .query((row, number) -> new RoutingTable.Key(
                        row.getObject("id", UUID.class),
                        row.getString("sha256"),
                        row.getObject("project_id", UUID.class),
                        row.getObject("endpoint_id", UUID.class),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getInt("per_second"),
                        row.getLong("per_day")))
                .list();
    }
}
