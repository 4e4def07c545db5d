package org.dure.server.people.token;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.base.Sha256;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `people.token`.
@Repository
class TokenRepository {

    record Row(
            UUID id,
            Caller.Kind kind,
            @Nullable UUID accountId,
            @Nullable UUID projectId,
            @Nullable UUID sessionId,
            @Nullable UUID attemptId,
            @Nullable Set<Permission> permissions,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    private final JdbcClient jdbc;

    TokenRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insertForAccount(
            UUID id,
            Sha256 sha256,
            String name,
            UUID accountId,
            @Nullable List<Permission> permissions,
            Instant expiresAt) {
        String[] names = permissions == null
                ? null
                : permissions.stream().map(Enum::name).toArray(String[]::new);
        jdbc.sql("""
                        insert into people.token (id, kind, sha256, name, account_id, permissions, expires_at)
                        values (:id, 'ACCOUNT', :sha256, :name, :account_id, cast(:permissions as text[]), :expires_at)
                        """)
                .param("id", id)
                .param("sha256", sha256.hex())
                .param("name", name)
                .param("account_id", accountId)
                .param("permissions", names)
                .param("expires_at", Timestamp.from(expiresAt))
                .update();
    }

    void insertForAttempt(UUID id, Caller.Kind kind, Sha256 sha256, UUID projectId, UUID sessionId, UUID attemptId) {
        jdbc.sql("""
                        insert into people.token (id, kind, sha256, name, project_id, session_id, attempt_id)
                        values (:id, :kind, :sha256, 'attempt', :project_id, :session_id, :attempt_id)
                        """)
                .param("id", id)
                .param("kind", kind.name())
                .param("sha256", sha256.hex())
                .param("project_id", projectId)
                .param("session_id", sessionId)
                .param("attempt_id", attemptId)
                .update();
    }

    Optional<Row> find(Sha256 sha256) {
        return jdbc.sql("""
                        select id, kind, account_id, project_id, session_id, attempt_id, permissions, expires_at, revoked_at
                        from people.token where sha256 = :sha256
                        """)
                .param("sha256", sha256.hex())
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        Caller.Kind.valueOf(row.getString("kind")),
                        row.getObject("account_id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        row.getObject("session_id", UUID.class),
                        row.getObject("attempt_id", UUID.class),
                        permissions(row),
                        TimeColumn.read(row, "expires_at"),
                        TimeColumn.read(row, "revoked_at")))
                .optional();
    }

    List<Token> ofAccount(UUID accountId) {
        return jdbc.sql("""
                        select id, name, permissions, created_at, expires_at, revoked_at, last_used_at
                        from people.token where account_id = :account_id order by id desc limit 500
                        """)
                .param("account_id", accountId)
                .query((row, number) -> {
                    Set<Permission> permissions = permissions(row);
                    return new Token(
                            row.getObject("id", UUID.class),
                            row.getString("name"),
                            permissions == null
                                    ? null
                                    : permissions.stream().sorted().toList(),
                            row.getTimestamp("created_at").toInstant(),
                            TimeColumn.read(row, "expires_at"),
                            TimeColumn.read(row, "revoked_at"),
                            TimeColumn.read(row, "last_used_at"));
                })
                .list();
    }

    boolean revokeOfAccount(UUID id, UUID accountId, Instant now) {
        return jdbc.sql("""
                                update people.token set revoked_at = coalesce(revoked_at, :now)
                                where id = :id and account_id = :account_id
                                """)
                        .param("now", Timestamp.from(now))
                        .param("id", id)
                        .param("account_id", accountId)
                        .update()
                == 1;
    }

    void revokeOfAttempt(UUID attemptId, Caller.Kind kind, Instant now) {
        jdbc.sql("""
                        update people.token set revoked_at = coalesce(revoked_at, :now)
                        where attempt_id = :attempt_id and kind = :kind
                        """)
                .param("now", Timestamp.from(now))
                .param("attempt_id", attemptId)
                .param("kind", kind.name())
                .update();
    }

    /// At most once a minute, so that a busy token does not write with every call.
    void touch(UUID id, Instant now) {
        jdbc.sql("""
                        update people.token set last_used_at = :now
                        where id = :id and (last_used_at is null or last_used_at < :stale)
                        """)
                .param("now", Timestamp.from(now))
                .param("stale", Timestamp.from(now.minusSeconds(60)))
                .param("id", id)
                .update();
    }

    private static @Nullable Set<Permission> permissions(ResultSet row) throws SQLException {
        Array array = row.getArray("permissions");
        return array == null
                ? null
                : Arrays.stream((String[]) array.getArray())
                        .map(Permission::valueOf)
                        .collect(Collectors.toSet());
    }
}
