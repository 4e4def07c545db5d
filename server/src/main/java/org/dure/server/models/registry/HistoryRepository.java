package org.dure.server.models.registry;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.ReasonColumn;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `models.change`, and the reading of the whole history: changes, versions registered, and what was
/// decided over the champion.
@Repository
class HistoryRepository {

    /// @param versionId null where the whole model changed
    record NewEntry(
            UUID modelId,
            @Nullable UUID versionId,
            Instant at,
            String actor,
            HistoryEntry.Kind kind,
            @Nullable String subject,
            @Nullable String before,
            @Nullable String after,
            String comment) {}

    private static final String ALL = """
            select c.id, c.at, c.actor, c.kind, v.number as version, c.subject, c.before, c.after, c.comment,
                   cast(null as jsonb) as reason
            from models.change c left join models.version v on v.id = c.version_id
            where c.model_id = :model_id
            union all
            select v.id, v.created_at, v.created_by, 'VERSION_REGISTERED', v.number, null, null, v.source, '', null
            from models.version v where v.model_id = :model_id
            union all
            select d.id, d.created_at, 'Dure',
                   case d.decision when 'REPLACED' then 'CHAMPION_REPLACED' else 'CHAMPION_KEPT' end,
                   case when h.model_id = :model_id then h.number else k.number end, null,
                   km.name || ' ' || k.number, hm.name || ' ' || h.number, '', d.reason
            from models.comparison d
            join models.version h on h.id = d.challenger_version_id join models.model hm on hm.id = h.model_id
            left join models.version k on k.id = d.champion_version_id left join models.model km on km.id = k.model_id
            where h.model_id = :model_id or k.model_id = :model_id
            """;

    private final JdbcClient jdbc;

    HistoryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(NewEntry entry) {
        jdbc.sql("""
                        insert into models.change (id, model_id, version_id, at, actor, kind, subject, before, after,
                                                   comment)
                        values (:id, :model_id, :version_id, :at, :actor, :kind, :subject, :before, :after, :comment)
                        """)
                .param("id", Ids.next())
                .param("model_id", entry.modelId())
                .param("version_id", entry.versionId())
                .param("at", Timestamp.from(entry.at()))
                .param("actor", entry.actor())
                .param("kind", entry.kind().name())
                .param("subject", entry.subject())
                .param("before", entry.before())
                .param("after", entry.after())
                .param("comment", entry.comment())
                .update();
    }

    /// The newest first.
    ///
    /// @param version null for all
    /// @param before  the last entry of the page before
    List<HistoryEntry> entries(UUID modelId, @Nullable Integer version, @Nullable UUID before, int limit) {
        return jdbc.sql("with e as (" + ALL + """
                        )
                        select * from e
                        where (cast(:version as int) is null or version = :version)
                          and (cast(:before as uuid) is null
                               or (at, id) < (select b.at, b.id from e b where b.id = :before))
                        order by at desc, id desc limit :limit
                        """)
                .param("model_id", modelId)
                .param("version", version)
                .param("before", before)
                .param("limit", limit)
                .query((row, number) -> new HistoryEntry(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        HistoryEntry.Kind.valueOf(row.getString("kind")),
                        row.getObject("version", Integer.class),
                        row.getString("subject"),
                        row.getString("before"),
                        row.getString("after"),
                        row.getString("comment"),
                        ReasonColumn.read(row, "reason")))
                .list();
    }
}
