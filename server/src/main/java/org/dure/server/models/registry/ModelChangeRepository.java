package org.dure.server.models.registry;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL that changes what is said of models: their names, descriptions, tags and aliases.
@Repository
class ModelChangeRepository {

    /// A model, as far as its changes need it.
    record Held(UUID id, UUID projectId, String name, String description) {}

    private static final RowMapper<Held> HELD = (row, number) -> new Held(
            row.getObject("id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getString("name"),
            row.getString("description"));

    private final JdbcClient jdbc;

    ModelChangeRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Held> find(UUID modelId) {
        return jdbc.sql(
                        "select id, project_id, name, description from models.model where id = :id and deleted_at is null")
                .param("id", modelId)
                .query(HELD)
                .optional();
    }

    Optional<UUID> idOf(UUID projectId, String name) {
        return jdbc.sql("""
                        select id from models.model
                        where project_id = :project_id and name = :name and deleted_at is null
                        """)
                .param("project_id", projectId)
                .param("name", name)
                .query((row, number) -> row.getObject("id", UUID.class))
                .optional();
    }

    /// Makes the changes of one model happen one after the other, until the transaction ends.
    Optional<Held> lock(UUID modelId) {
        return jdbc.sql("""
                        select id, project_id, name, description from models.model
                        where id = :id and deleted_at is null for update
                        """).param("id", modelId).query(HELD).optional();
    }

    /// @throws DuplicateKeyException where the name is taken within the project
    void insert(
            UUID id,
            UUID projectId,
            @Nullable UUID problemId,
            String name,
            String description,
            String createdBy,
            Instant now) {
        jdbc.sql("""
                        insert into models.model (id, project_id, problem_id, name, description, created_by, created_at,
                                                  updated_at)
                        values (:id, :project_id, :problem_id, :name, :description, :created_by, :now, :now)
                        """)
                .param("id", id)
                .param("project_id", projectId)
                .param("problem_id", problemId)
                .param("name", name)
                .param("description", description)
                .param("created_by", createdBy)
                .param("now", Timestamp.from(now))
                .update();
    }

    /// The versions of it are changed with it, as MLflow has it.
    ///
    /// @throws DuplicateKeyException where the name is taken within the project
    void rename(UUID id, String name, Instant now) {
        jdbc.sql("update models.model set name = :name, updated_at = :now where id = :id")
                .param("name", name)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
        jdbc.sql("update models.version set updated_at = :now where model_id = :id and deleted_at is null")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    void describe(UUID id, String description, Instant now) {
        jdbc.sql("update models.model set description = :description, updated_at = :now where id = :id")
                .param("description", description)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    void touch(UUID id, Instant now) {
        jdbc.sql("update models.model set updated_at = :now where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// Its name is free again; its rows stay.
    void delete(UUID id, Instant now) {
        jdbc.sql("update models.model set deleted_at = :now where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
        jdbc.sql("update models.version set deleted_at = :now where model_id = :id and deleted_at is null")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
        jdbc.sql("delete from models.alias where model_id = :id")
                .param("id", id)
                .update();
    }

    Optional<String> tag(UUID id, String key) {
        return jdbc.sql("select value from models.model_tag where model_id = :id and key = :key")
                .param("id", id)
                .param("key", key)
                .query((row, number) -> row.getString("value"))
                .optional();
    }

    void putTags(UUID id, Map<String, String> tags) {
        tags.forEach((key, value) -> jdbc.sql("""
                        insert into models.model_tag (model_id, key, value) values (:id, :key, :value)
                        on conflict (model_id, key) do update set value = excluded.value
                        """)
                .param("id", id)
                .param("key", key)
                .param("value", value)
                .update());
    }

    void deleteTag(UUID id, String key) {
        jdbc.sql("delete from models.model_tag where model_id = :id and key = :key")
                .param("id", id)
                .param("key", key)
                .update();
    }

    /// The number of the version that the alias names.
    Optional<Integer> alias(UUID modelId, String alias) {
        return jdbc.sql("""
                        select v.number from models.alias a join models.version v on v.id = a.version_id
                        where a.model_id = :model_id and a.name = :name
                        """)
                .param("model_id", modelId)
                .param("name", alias)
                .query((row, number) -> row.getInt("number"))
                .optional();
    }

    void putAlias(UUID modelId, String alias, UUID versionId) {
        jdbc.sql("""
                        insert into models.alias (model_id, name, version_id) values (:model_id, :name, :version_id)
                        on conflict (model_id, name) do update set version_id = excluded.version_id
                        """)
                .param("model_id", modelId)
                .param("name", alias)
                .param("version_id", versionId)
                .update();
    }

    void deleteAlias(UUID modelId, String alias) {
        jdbc.sql("delete from models.alias where model_id = :model_id and name = :name")
                .param("model_id", modelId)
                .param("name", alias)
                .update();
    }
}
