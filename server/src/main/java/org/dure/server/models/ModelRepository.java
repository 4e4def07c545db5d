package org.dure.server.models;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.base.model.PackageFile;
import org.dure.base.model.Signature;
import org.dure.server.base.ReasonColumn;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over `models.model` and `models.version`.
@Repository
class ModelRepository {

    /// @param runId null for an upload
    record NewVersion(
            UUID modelId,
            ModelVersion.Origin origin,
            @Nullable String runId,
            @Nullable UUID sessionId,
            ModelPackage modelPackage,
            Lineage lineage,
            String createdBy) {}

    private static final TypeReference<List<PackageFile>> FILES = new TypeReference<>() {};

    private static final String MODELS = """
            select m.id, m.project_id, m.problem_id, m.name, m.created_by, m.created_at,
                   (select count(*) from models.version v where v.model_id = m.id) as versions
            from models.model m
            """;

    private static final String VERSIONS = """
            select v.id, v.model_id, m.name as model_name, m.project_id, m.problem_id, v.number, v.origin, v.run_id,
                   v.session_id, v.signature, v.files, v.lineage, v.created_by, v.created_at,
                   case e.state when 'DONE' then 'EVALUATED' else coalesce(e.state, 'UNJUDGED') end as state,
                   e.reason, e.accuracy,
                   exists (select 1 from models.champion c where c.version_id = v.id and c.until is null) as champion
            from models.version v
            join models.model m on m.id = v.model_id
            left join lateral (
                select state, reason, accuracy from models.evaluation
                where version_id = v.id order by created_at desc limit 1) e on true
            """;

    private static final RowMapper<Model> MODEL = (row, number) -> new Model(
            row.getObject("id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getObject("problem_id", UUID.class),
            row.getString("name"),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant(),
            row.getInt("versions"));

    private static final RowMapper<ModelVersion> VERSION = (row, number) -> version(row);

    private final JdbcClient jdbc;

    ModelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The model of this name in the project, made where it is absent. Its row is locked until the transaction ends,
    /// so that versions get their numbers one after the other.
    Model require(UUID projectId, String name, @Nullable UUID problemId, String createdBy) {
        jdbc.sql("""
                        insert into models.model (id, project_id, problem_id, name, created_by)
                        values (:id, :project_id, :problem_id, :name, :created_by)
                        on conflict (project_id, lower(name)) do nothing
                        """)
                .param("id", Ids.next())
                .param("project_id", projectId)
                .param("problem_id", problemId)
                .param("name", name)
                .param("created_by", createdBy)
                .update();
        return jdbc.sql(MODELS + " where m.project_id = :project_id and lower(m.name) = lower(:name) for update of m")
                .param("project_id", projectId)
                .param("name", name)
                .query(MODEL)
                .single();
    }

    /// Gives the version the next number of its model, whose row the caller has locked.
    UUID insert(NewVersion version) {
        UUID id = Ids.next();
        jdbc.sql("""
                        insert into models.version (id, model_id, number, origin, run_id, session_id, signature, files,
                                                    lineage, created_by)
                        values (:id, :model_id,
                                (select coalesce(max(number), 0) + 1 from models.version where model_id = :model_id),
                                :origin, :run_id, :session_id, cast(:signature as jsonb), cast(:files as jsonb),
                                cast(:lineage as jsonb), :created_by)
                        """)
                .param("id", id)
                .param("model_id", version.modelId())
                .param("origin", version.origin().name())
                .param("run_id", version.runId())
                .param("session_id", version.sessionId())
                .param(
                        "signature",
                        Json.MAPPER.writeValueAsString(version.modelPackage().signature()))
                .param(
                        "files",
                        Json.MAPPER.writeValueAsString(version.modelPackage().files()))
                .param("lineage", Json.MAPPER.writeValueAsString(version.lineage()))
                .param("created_by", version.createdBy())
                .update();
        return id;
    }

    Optional<Model> model(UUID id) {
        return jdbc.sql(MODELS + " where m.id = :id")
                .param("id", id)
                .query(MODEL)
                .optional();
    }

    /// By name, from the one after `after`.
    List<Model> models(UUID projectId, @Nullable String after, int limit) {
        return jdbc.sql(MODELS + """
                         where m.project_id = :project_id
                           and (cast(:after as text) is null or lower(m.name) > lower(:after))
                         order by lower(m.name) limit :limit
                        """)
                .param("project_id", projectId)
                .param("after", after)
                .param("limit", limit)
                .query(MODEL)
                .list();
    }

    Optional<ModelVersion> version(UUID id) {
        return jdbc.sql(VERSIONS + " where v.id = :id")
                .param("id", id)
                .query(VERSION)
                .optional();
    }

    Optional<ModelVersion> version(UUID modelId, int number) {
        return jdbc.sql(VERSIONS + " where v.model_id = :model_id and v.number = :number")
                .param("model_id", modelId)
                .param("number", number)
                .query(VERSION)
                .optional();
    }

    Optional<ModelVersion> versionOfRun(String runId) {
        return jdbc.sql(VERSIONS + " where v.run_id = :run_id")
                .param("run_id", runId)
                .query(VERSION)
                .optional();
    }

    Optional<ModelVersion> championOf(UUID problemId) {
        return jdbc.sql(VERSIONS + """
                         where v.id = (select c.version_id from models.champion c
                                       where c.problem_id = :problem_id and c.until is null)
                        """)
                .param("problem_id", problemId)
                .query(VERSION)
                .optional();
    }

    /// The newest first, from the one before `before`.
    List<ModelVersion> versions(UUID modelId, @Nullable Integer before, int limit) {
        return jdbc.sql(VERSIONS + """
                         where v.model_id = :model_id and (cast(:before as int) is null or v.number < :before)
                         order by v.number desc limit :limit
                        """)
                .param("model_id", modelId)
                .param("before", before)
                .param("limit", limit)
                .query(VERSION)
                .list();
    }

    /// Those of the project that a run or a session left, or that were trained on a dataset version; the newest first.
    /// What is null does not count.
    List<ModelVersion> madeOf(
            UUID projectId,
            @Nullable String runId,
            @Nullable UUID sessionId,
            @Nullable UUID dataVersionId,
            @Nullable UUID before,
            int limit) {
        String mounted = dataVersionId == null
                ? null
                : Json.MAPPER.writeValueAsString(
                        Map.of("mounts", List.of(Map.of("version_id", dataVersionId.toString()))));
        return jdbc.sql(VERSIONS + """
                         where m.project_id = :project_id
                           and (cast(:run_id as text) is null or v.run_id = :run_id)
                           and (cast(:session_id as uuid) is null or v.session_id = :session_id)
                           and (cast(:mounted as jsonb) is null or v.lineage @> cast(:mounted as jsonb))
                           and (cast(:before as uuid) is null or v.id < :before)
                         order by v.id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("run_id", runId)
                .param("session_id", sessionId)
                .param("mounted", mounted)
                .param("before", before)
                .param("limit", limit)
                .query(VERSION)
                .list();
    }

    private static ModelVersion version(ResultSet row) throws SQLException {
        UUID problemId = row.getObject("problem_id", UUID.class);
        Double accuracy = row.getObject("accuracy", Double.class);
        return new ModelVersion(
                row.getObject("id", UUID.class),
                row.getObject("model_id", UUID.class),
                row.getString("model_name"),
                row.getObject("project_id", UUID.class),
                problemId,
                row.getInt("number"),
                ModelVersion.Origin.valueOf(row.getString("origin")),
                row.getString("run_id"),
                row.getObject("session_id", UUID.class),
                ModelVersion.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                accuracy,
                row.getBoolean("champion"),
                Json.MAPPER.readValue(row.getString("signature"), Signature.class),
                Json.MAPPER.readValue(row.getString("files"), FILES),
                Json.MAPPER.readValue(row.getString("lineage"), Lineage.class),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant());
    }
}
