package org.dure.server.models.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over webhooks.
@Repository
class WebhookRepository {

    private final JdbcClient jdbc;

    WebhookRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes it, or changes the one of that id.
    ///
    /// @param createdBy who makes it
    void put(Webhook webhook, byte @Nullable [] sealedSecret, String createdBy) {
        jdbc.sql("""
                        insert into models.webhook (id, project_id, name, description, url, events, active,
                            sealed_secret, created_by, created_at, updated_at)
                        values (:id, :project_id, :name, :description, :url, cast(:events as text[]), :active,
                            :sealed_secret, :created_by, :created_at, :updated_at)
                        on conflict (id) do update set name = excluded.name, description = excluded.description,
                            url = excluded.url, events = excluded.events, active = excluded.active,
                            sealed_secret = excluded.sealed_secret, updated_at = excluded.updated_at
                        """)
                .param("id", webhook.id())
                .param("project_id", webhook.projectId())
                .param("name", webhook.name())
                .param("description", webhook.description())
                .param("url", webhook.url())
                .param("events", webhook.events().stream().map(Enum::name).toArray(String[]::new))
                .param("active", webhook.active())
                .param("sealed_secret", sealedSecret, Types.BINARY)
                .param("created_by", createdBy)
                .param("created_at", Timestamp.from(webhook.createdAt()))
                .param("updated_at", Timestamp.from(webhook.updatedAt()))
                .update();
    }

    Optional<Webhook> find(UUID id) {
        return jdbc.sql("select * from models.webhook where id = :id")
                .param("id", id)
                .query((row, number) -> webhook(row))
                .optional();
    }

    /// Without one, it is not signed.
    Optional<byte[]> sealedSecret(UUID id) {
        return jdbc.sql("select sealed_secret from models.webhook where id = :id and sealed_secret is not null")
                .param("id", id)
                .query((row, number) -> row.getBytes("sealed_secret"))
                .optional();
    }

    /// The newest first.
    List<Webhook> list(List<UUID> projectIds, long offset, int limit) {
        return jdbc.sql("""
                        select * from models.webhook where project_id = any(cast(:projects as uuid[]))
                        order by created_at desc, id desc offset :offset limit :limit
                        """)
                .param("projects", projectIds.toArray(UUID[]::new))
                .param("offset", offset)
                .param("limit", limit)
                .query((row, number) -> webhook(row))
                .list();
    }

    /// Makes those who add webhooks to a project do so one after the other, until the transaction ends.
    int countLocked(UUID projectId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('models.webhook ' || :project_id, 0))")
                .param("project_id", projectId.toString())
                .query()
                .listOfRows();
        return jdbc.sql("select count(*) from models.webhook where project_id = :project_id")
                .param("project_id", projectId)
                .query(Integer.class)
                .single();
    }

    /// Who is to be told of it.
    List<UUID> listening(UUID projectId, WebhookEvent event) {
        return jdbc.sql("""
                        select id from models.webhook
                        where project_id = :project_id and active and :event = any(events) order by id
                        """)
                .param("project_id", projectId)
                .param("event", event.name())
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /// With what it was still to tell.
    void delete(UUID id) {
        jdbc.sql("delete from models.webhook where id = :id").param("id", id).update();
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                row.getString("url"),
                Arrays.stream((String[]) row.getArray("events").getArray())
                        .map(WebhookEvent::valueOf)
                        .toList(),
                row.getBoolean("active"),
                row.getBytes("sealed_secret") != null,
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
