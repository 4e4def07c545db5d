package org.dure.server.models.registry;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL that changes what is said of versions: their descriptions, tags and stages.
@Repository
class VersionChangeRepository {

    /// A version, as far as its changes need it.
    ///
    /// @param champion of its problem, now
    /// @param judged   its evaluation waits or runs
    record Held(
            UUID id, UUID modelId, int number, String description, String stage, boolean champion, boolean judged) {}

    private static final RowMapper<Held> HELD = (row, number) -> new Held(
            row.getObject("id", UUID.class),
            row.getObject("model_id", UUID.class),
            row.getInt("number"),
            row.getString("description"),
            row.getString("stage"),
            row.getBoolean("champion"),
            row.getBoolean("judged"));

    private static final String SELECT = """
            select v.id, v.model_id, v.number, v.description, v.stage,
                   exists (select from models.champion c where c.version_id = v.id and c.until is null) as champion,
                   exists (select from models.evaluation e
                           where e.version_id = v.id and e.state in ('WAITING', 'RUNNING')) as judged
            from models.version v where v.deleted_at is null and v.model_id = :model_id
            """;

    private final JdbcClient jdbc;

    VersionChangeRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Held> find(UUID modelId, int number) {
        return jdbc.sql(SELECT + " and v.number = :number")
                .param("model_id", modelId)
                .param("number", number)
                .query(HELD)
                .optional();
    }

    List<Held> all(UUID modelId) {
        return jdbc.sql(SELECT + " order by v.number")
                .param("model_id", modelId)
                .query(HELD)
                .list();
    }

    void describe(UUID id, String description, Instant now) {
        jdbc.sql("update models.version set description = :description, updated_at = :now where id = :id")
                .param("description", description)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    void setStage(UUID id, Stage stage, Instant now) {
        jdbc.sql("update models.version set stage = :stage, updated_at = :now where id = :id")
                .param("stage", stage.word())
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// Its number is not given again; its aliases name nothing any longer.
    void delete(UUID id, Instant now) {
        jdbc.sql("update models.version set deleted_at = :now where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
        jdbc.sql("delete from models.alias where version_id = :id")
                .param("id", id)
                .update();
    }

    Optional<String> tag(UUID id, String key) {
        return jdbc.sql("select value from models.version_tag where version_id = :id and key = :key")
                .param("id", id)
                .param("key", key)
                .query((row, number) -> row.getString("value"))
                .optional();
    }

    void putTags(UUID id, Map<String, String> tags) {
        tags.forEach((key, value) -> jdbc.sql("""
                        insert into models.version_tag (version_id, key, value) values (:id, :key, :value)
                        on conflict (version_id, key) do update set value = excluded.value
                        """)
                .param("id", id)
                .param("key", key)
                .param("value", value)
                .update());
    }

    void deleteTag(UUID id, String key) {
        jdbc.sql("delete from models.version_tag where version_id = :id and key = :key")
                .param("id", id)
                .param("key", key)
                .update();
    }
}
