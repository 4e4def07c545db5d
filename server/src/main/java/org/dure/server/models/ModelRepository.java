package org.dure.server.models;

import java.sql.Array;
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

    /// @param runId  null for an upload
    /// @param client null where no client of MLflow's wire registers it
    record NewVersion(
            UUID modelId,
            ModelVersion.Origin origin,
            @Nullable String runId,
            @Nullable UUID sessionId,
            VersionContents contents,
            Lineage lineage,
            String createdBy,
            @Nullable ClientSource client) {}

    private static final TypeReference<List<PackageFile>> FILES = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Integer>> ALIASES = new TypeReference<>() {};

    private static final String MODELS = """
            select m.id, m.project_id, m.problem_id, m.name, m.description, m.created_by, m.created_at, m.updated_at,
                   (select jsonb_object_agg(g.key, g.value) from models.model_tag g where g.model_id = m.id) as tags,
                   (select jsonb_object_agg(a.name, v.number) from models.alias a
                    join models.version v on v.id = a.version_id where a.model_id = m.id) as aliases,
                   (select count(*) from models.version v where v.model_id = m.id and v.deleted_at is null) as versions
            from models.model m
            """;

    private static final String VERSIONS = """
            select v.id, v.model_id, m.name as model_name, m.project_id, m.problem_id, v.number, v.origin, v.source, v.location,
                   v.run_id, v.logged_model_id, v.session_id, v.signature, v.no_package, v.files, v.lineage, v.stage,
                   v.description, v.created_by, v.created_at, v.updated_at,
                   (select jsonb_object_agg(g.key, g.value) from models.version_tag g where g.version_id = v.id) as tags,
                   (select array_agg(a.name order by a.name) from models.alias a where a.version_id = v.id) as aliases,
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
            row.getString("description"),
            map(row.getString("tags"), TAGS),
            map(row.getString("aliases"), ALIASES),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant(),
            row.getTimestamp("updated_at").toInstant(),
            row.getInt("versions"));

    private static final RowMapper<ModelVersion> VERSION = (row, number) -> version(row);

    private final JdbcClient jdbc;

    ModelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @return whether the project had no model of this name, and has one now
    boolean makeIfAbsent(UUID projectId, String name, @Nullable UUID problemId, String createdBy) {
        return jdbc.sql("""
                        insert into models.model (id, project_id, problem_id, name, created_by)
                        values (:id, :project_id, :problem_id, :name, :created_by)
                        on conflict (project_id, name) where deleted_at is null do nothing
                        """)
                        .param("id", Ids.next())
                        .param("project_id", projectId)
                        .param("problem_id", problemId)
                        .param("name", name)
                        .param("created_by", createdBy)
                        .update()
                == 1;
    }

    /// The model of this name, which is there. Its row is locked until the transaction ends, so that versions get their
    /// numbers one after the other.
    Model lock(UUID projectId, String name) {
        return jdbc.sql(MODELS + """
                         where m.project_id = :project_id and m.name = :name and m.deleted_at is null for update of m
                        """)
                .param("project_id", projectId)
                .param("name", name)
                .query(MODEL)
                .single();
    }

    /// The model of that id, its row locked likewise.
    Optional<Model> lock(UUID id) {
        return jdbc.sql(MODELS + " where m.id = :id and m.deleted_at is null for update of m")
                .param("id", id)
                .query(MODEL)
                .optional();
    }

    /// Gives the version the next number of its model, whose row the caller has locked.
    UUID insert(NewVersion version) {
        UUID id = Ids.next();
        ClientSource client = version.client();
        String location = client == null || client.location() == null ? ClientSource.REGISTRY + id : client.location();
        jdbc.sql("""
                        insert into models.version (id, model_id, number, origin, run_id, session_id, signature,
                                                    no_package, files, lineage, created_by, source, location, run_link,
                                                    logged_model_id, description)
                        values (:id, :model_id,
                                (select coalesce(max(number), 0) + 1 from models.version where model_id = :model_id),
                                :origin, :run_id, :session_id, cast(:signature as jsonb), cast(:no_package as jsonb),
                                cast(:files as jsonb), cast(:lineage as jsonb), :created_by, :source, :location,
                                :run_link, :logged_model_id, :description)
                        """)
                .param("id", id)
                .param("model_id", version.modelId())
                .param("origin", version.origin().name())
                .param("run_id", version.runId())
                .param("session_id", version.sessionId())
                .param("signature", json(version.contents().signature()))
                .param("no_package", ReasonColumn.write(version.contents().noPackage()))
                .param("files", json(version.contents().files()))
                .param("lineage", json(version.lineage()))
                .param("created_by", version.createdBy())
                .param("source", client == null ? location : client.source())
                .param("location", location)
                .param("run_link", client == null ? null : client.runLink())
                .param("logged_model_id", client == null ? null : client.loggedModelId())
                .param("description", client == null ? "" : client.description())
                .update();
        jdbc.sql("update models.model set updated_at = date_trunc('milliseconds', now()) where id = :id")
                .param("id", version.modelId())
                .update();
        return id;
    }

    Optional<Model> model(UUID id) {
        return jdbc.sql(MODELS + " where m.id = :id and m.deleted_at is null")
                .param("id", id)
                .query(MODEL)
                .optional();
    }

    /// By name, from the one after `after`; without MLflow's prompts, which lie in the same registry.
    ///
    /// @param search what the name or the description holds, in capitals or not; null for all
    List<Model> models(UUID projectId, @Nullable String search, @Nullable String after, int limit) {
        return jdbc.sql(MODELS + """
                         where m.project_id = :project_id and m.deleted_at is null
                           and (cast(:search as text) is null
                                or strpos(lower(m.name), lower(:search)) > 0
                                or strpos(lower(m.description), lower(:search)) > 0)
                           and not exists (select from models.model_tag g where g.model_id = m.id
                                           and g.key = 'mlflow.prompt.is_prompt' and g.value = 'true')
                           and (cast(:after as text) is null or (lower(m.name), m.name) > (lower(:after), :after))
                         order by lower(m.name), m.name limit :limit
                        """)
                .param("project_id", projectId)
                .param("search", search)
                .param("after", after)
                .param("limit", limit)
                .query(MODEL)
                .list();
    }

    /// A deleted one too: what it was deployed for still names it.
    Optional<ModelVersion> version(UUID id) {
        return jdbc.sql(VERSIONS + " where v.id = :id")
                .param("id", id)
                .query(VERSION)
                .optional();
    }

    Optional<ModelVersion> version(UUID modelId, int number) {
        return jdbc.sql(VERSIONS + " where v.model_id = :model_id and v.number = :number and v.deleted_at is null")
                .param("model_id", modelId)
                .param("number", number)
                .query(VERSION)
                .optional();
    }

    /// The one that the run itself left; not those that clients registered of it.
    Optional<ModelVersion> versionOfRun(String runId) {
        return jdbc.sql(VERSIONS + " where v.run_id = :run_id and v.origin = 'RUN'")
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
                         where v.model_id = :model_id and v.deleted_at is null
                           and (cast(:before as int) is null or v.number < :before)
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
                         where m.project_id = :project_id and v.deleted_at is null
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
        String signature = row.getString("signature");
        Array aliases = row.getArray("aliases");
        return new ModelVersion(
                row.getObject("id", UUID.class),
                row.getObject("model_id", UUID.class),
                row.getString("model_name"),
                row.getObject("project_id", UUID.class),
                problemId,
                row.getInt("number"),
                ModelVersion.Origin.valueOf(row.getString("origin")),
                row.getString("source"),
                row.getString("location"),
                row.getString("run_id"),
                row.getString("logged_model_id"),
                row.getObject("session_id", UUID.class),
                ModelVersion.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                accuracy,
                row.getBoolean("champion"),
                row.getString("stage"),
                row.getString("description"),
                map(row.getString("tags"), TAGS),
                aliases == null ? List.of() : List.of((String[]) aliases.getArray()),
                signature == null ? null : Json.MAPPER.readValue(signature, Signature.class),
                ReasonColumn.read(row, "no_package"),
                Json.MAPPER.readValue(row.getString("files"), FILES),
                Json.MAPPER.readValue(row.getString("lineage"), Lineage.class),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static <T> Map<String, T> map(@Nullable String json, TypeReference<Map<String, T>> type) {
        return json == null ? Map.of() : Json.MAPPER.readValue(json, type);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.MAPPER.writeValueAsString(value);
    }
}
