package org.dure.server.models.webhook;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// Reads what messages tell of models and versions.
@Repository
class MessageRepository {

    /// @param tags by key; of a prompt its marks, too
    record Model(String name, String description, Map<String, String> tags) {
        boolean isPrompt() {
            return tags.getOrDefault("mlflow.prompt.is_prompt", "").equalsIgnoreCase("true");
        }
    }

    /// @param runId null where no run made it
    record Version(
            UUID modelId,
            int number,
            String source,
            @Nullable String runId,
            String description,
            Map<String, String> tags) {}

    private static final TypeReference<Map<String, String>> PAIRS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    MessageRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Model> model(UUID id) {
        return jdbc.sql("""
                        select m.name, m.description, coalesce((
                            select json_object_agg(g.key, g.value order by g.key)
                            from models.model_tag g where g.model_id = m.id), '{}') as tags
                        from models.model m where m.id = :id
                        """)
                .param("id", id)
                .query((row, number) -> new Model(
                        row.getString("name"),
                        row.getString("description"),
                        Json.MAPPER.readValue(row.getString("tags"), PAIRS)))
                .optional();
    }

    Optional<Version> version(UUID id) {
        return jdbc.sql("""
                        select v.model_id, v.number, v.source, v.run_id, v.description, coalesce((
                            select json_object_agg(g.key, g.value order by g.key)
                            from models.version_tag g where g.version_id = v.id), '{}') as tags
                        from models.version v where v.id = :id
                        """)
                .param("id", id)
                .query((row, number) -> new Version(
                        row.getObject("model_id", UUID.class),
                        row.getInt("number"),
                        row.getString("source"),
                        row.getString("run_id"),
                        row.getString("description"),
                        Json.MAPPER.readValue(row.getString("tags"), PAIRS)))
                .optional();
    }
}
