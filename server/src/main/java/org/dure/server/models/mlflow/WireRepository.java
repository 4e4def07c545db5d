package org.dure.server.models.mlflow;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.models.mlflow.RegistryAnswers.Alias;
import org.dure.server.models.mlflow.RegistryAnswers.ModelBody;
import org.dure.server.models.mlflow.RegistryAnswers.Tag;
import org.dure.server.models.mlflow.RegistryAnswers.VersionBody;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// Reads models and versions straight into the records of MLflow's wire: a search may answer with 200,000 of them.
@Repository
class WireRepository {

    private static final TypeReference<Map<String, String>> PAIRS = new TypeReference<>() {};

    /// The models of the caller's projects; `shown` is the name by which the caller finds one. A model of the home
    /// project whose name would mean another project is shown with its own.
    private static final String SEEN = """
            (select m.id as model_id, m.project_id, m.name, m.description, m.created_at, m.updated_at,
                    case when p.id = cast(:home as uuid) and not exists (
                             select from unnest(cast(:project_names as text[])) as n(name)
                             where starts_with(m.name, n.name || '.') and length(m.name) > length(n.name) + 1)
                         then m.name else p.name || '.' || m.name end as shown
             from models.model m
             join unnest(cast(:project_ids as uuid[]), cast(:project_names as text[])) as p(id, name)
               on p.id = m.project_id
             where m.deleted_at is null)
            """;

    private static final String MODELS = """
            select t.model_id, t.shown, t.description, t.created_at, t.updated_at,
                   (select jsonb_object_agg(g.key, g.value) from models.model_tag g
                    where g.model_id = t.model_id) as tags,
                   (select jsonb_object_agg(a.name, cast(v.number as text)) from models.alias a
                    join models.version v on v.id = a.version_id where a.model_id = t.model_id) as aliases
            from\s""" + SEEN + " t";

    private static final String VERSIONS = """
            select t.*,
                   (select jsonb_object_agg(g.key, g.value) from models.version_tag g where g.version_id = t.id) as tags,
                   (select array_agg(a.name order by a.name) from models.alias a where a.version_id = t.id) as aliases
            from (select v.id, v.model_id, m.shown, v.number, v.created_by, v.stage, v.description, v.source, v.location,
                         v.run_id, v.run_link, v.created_at, v.updated_at
                  from models.version v join\s""" + SEEN + """
                  m on m.model_id = v.model_id
                  where v.deleted_at is null) t
            """;

    private record ModelRow(
            UUID id,
            String shown,
            String description,
            long createdMs,
            long updatedMs,
            List<Tag> tags,
            List<Alias> aliases) {}

    private final JdbcClient jdbc;

    WireRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<ModelBody> models(Scope scope, RegistryQuery query) {
        List<ModelRow> rows = jdbc.sql(MODELS + query.clauses())
                .params(query.parameters())
                .query((row, number) -> model(row))
                .list();
        Map<UUID, List<VersionBody>> latest =
                latest(scope, rows.stream().map(ModelRow::id).toArray(UUID[]::new));
        return rows.stream()
                .map(row -> new ModelBody(
                        row.shown(),
                        row.createdMs(),
                        row.updatedMs(),
                        row.description(),
                        latest.getOrDefault(row.id(), List.of()),
                        row.tags(),
                        row.aliases()))
                .toList();
    }

    /// The newest of each stage, for each of the models.
    private Map<UUID, List<VersionBody>> latest(Scope scope, UUID[] modelIds) {
        RegistryQuery query = new RegistryQuery(RegistryQuery.Kind.VERSIONS, scope);
        query.where("""
                t.id in (select distinct on (l.model_id, l.stage) l.id from models.version l
                         where l.model_id = any(cast(:model_ids as uuid[])) and l.deleted_at is null
                         order by l.model_id, l.stage, l.number desc)
                """, "model_ids", modelIds);
        Map<UUID, List<VersionBody>> latest = new HashMap<>();
        jdbc.sql(VERSIONS + query.clauses() + " order by t.number")
                .params(query.parameters())
                .query(row -> {
                    latest.computeIfAbsent(row.getObject("model_id", UUID.class), id -> new ArrayList<>())
                            .add(version(row));
                });
        return latest;
    }

    List<VersionBody> versions(RegistryQuery query) {
        return jdbc.sql(VERSIONS + query.clauses())
                .params(query.parameters())
                .query((row, number) -> version(row))
                .list();
    }

    /// Where the files of a version are fetched.
    List<String> locations(RegistryQuery query) {
        return jdbc.sql(VERSIONS + query.clauses())
                .params(query.parameters())
                .query((row, number) -> row.getString("location"))
                .list();
    }

    private static ModelRow model(ResultSet row) throws SQLException {
        return new ModelRow(
                row.getObject("model_id", UUID.class),
                row.getString("shown"),
                row.getString("description"),
                row.getTimestamp("created_at").getTime(),
                row.getTimestamp("updated_at").getTime(),
                tags(row),
                pairs(row.getString("aliases")).entrySet().stream()
                        .map(alias -> new Alias(alias.getKey(), alias.getValue()))
                        .toList());
    }

    private static VersionBody version(ResultSet row) throws SQLException {
        Array aliases = row.getArray("aliases");
        return new VersionBody(
                row.getString("shown"),
                String.valueOf(row.getInt("number")),
                row.getTimestamp("created_at").getTime(),
                row.getTimestamp("updated_at").getTime(),
                row.getString("created_by"),
                row.getString("stage"),
                row.getString("description"),
                row.getString("source"),
                row.getString("run_id"),
                row.getString("run_link"),
                "READY",
                tags(row),
                aliases == null ? List.of() : List.of((String[]) aliases.getArray()));
    }

    private static List<Tag> tags(ResultSet row) throws SQLException {
        return pairs(row.getString("tags")).entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    private static Map<String, String> pairs(@org.jspecify.annotations.Nullable String json) {
        return json == null ? Map.of() : Json.MAPPER.readValue(json, PAIRS);
    }
}
