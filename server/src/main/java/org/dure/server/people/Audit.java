package org.dure.server.people;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.base.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The audit trail: who did what to which thing, and when. Rows are only ever added, within the transaction of the
/// deed itself.
@Service
public class Audit {

    /// @param subject such as "dataset digits"
    public record Entry(
            long id,
            Instant time,
            String actor,
            @Nullable UUID projectId,
            String action,
            String subject,
            String detail) {}

    private final JdbcClient jdbc;

    Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param action a verb in the past tense with its feature, such as "data.version_made"
    /// @param detail no secrets
    public void record(Caller caller, @Nullable UUID projectId, String action, String subject, Map<String, ?> detail) {
        jdbc.sql("""
                        insert into people.audit (actor, actor_id, project_id, action, subject, detail)
                        values (:actor, :actor_id, :project_id, :action, :subject, :detail)
                        """)
                .param("actor", caller.kind().name().toLowerCase(java.util.Locale.ROOT) + ":" + caller.name())
                .param("actor_id", caller.id())
                .param("project_id", projectId)
                .param("action", action)
                .param("subject", subject)
                .param("detail", Json.MAPPER.writeValueAsString(detail))
                .update();
    }

    /// The newest first.
    ///
    /// @param projectId null for the whole installation, which only an administrator may see
    public Page<Entry> list(Caller caller, @Nullable UUID projectId, @Nullable Long after, int limit) {
        if (projectId == null) {
            caller.requireAdministrator();
        } else {
            caller.require(Permission.PEOPLE_READ, projectId, "project", projectId);
        }
        List<Entry> entries = jdbc.sql("""
                        select id, time, actor, project_id, action, subject, detail from people.audit
                        where (cast(:project_id as uuid) is null or project_id = :project_id)
                          and (cast(:after as bigint) is null or id < :after)
                        order by id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("after", after)
                .param("limit", Page.size(limit, 500) + 1)
                .query((row, number) -> new Entry(
                        row.getLong("id"),
                        row.getTimestamp("time").toInstant(),
                        row.getString("actor"),
                        row.getObject("project_id", UUID.class),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list();
        return Page.of(entries, limit, entry -> String.valueOf(entry.id()));
    }
}
