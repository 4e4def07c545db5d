package org.dure.server.data.version;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.data.FileEntry;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// The SQL that reads versions and their manifests. Manifests are sorted by part and path, byte by byte in UTF-8.
@Repository
class VersionRepository {

    private static final String VERSIONS = """
            select v.*, d.project_id from data.version v join data.dataset d on d.id = v.dataset_id
            """;

    private static final RowMapper<StoredFile> FILE = (row, number) -> new StoredFile(
            new FileEntry(
                    row.getString("part"), row.getString("path"), row.getLong("size_bytes"), row.getString("sha256")),
            row.getInt("added_in"),
            TimeColumn.read(row, "reference_modified_at"));

    private final JdbcClient jdbc;

    VersionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Version> find(UUID id) {
        return jdbc.sql(VERSIONS + "where v.id = :id")
                .param("id", id)
                .query(version())
                .optional();
    }

    Optional<Version> find(UUID datasetId, int number) {
        return jdbc.sql(VERSIONS + "where v.dataset_id = :dataset_id and v.number = :number")
                .param("dataset_id", datasetId)
                .param("number", number)
                .query(version())
                .optional();
    }

    /// The newest first.
    List<Version> list(UUID datasetId, @Nullable Integer after, int limit) {
        return jdbc.sql(VERSIONS + """
                        where v.dataset_id = :dataset_id and (cast(:after as int) is null or v.number < :after)
                        order by v.number desc limit :limit
                        """)
                .param("dataset_id", datasetId)
                .param("after", after)
                .param("limit", limit)
                .query(version())
                .list();
    }

    /// All of one part.
    List<StoredFile> files(UUID versionId, String part) {
        return jdbc.sql("select * from data.file where version_id = :version_id and part = :part order by path")
                .param("version_id", versionId)
                .param("part", part)
                .query(FILE)
                .list();
    }

    Optional<StoredFile> file(UUID versionId, String part, String path) {
        return jdbc.sql("""
                        select * from data.file where version_id = :version_id and part = :part and path = :path
                        """)
                .param("version_id", versionId)
                .param("part", part)
                .param("path", path)
                .query(FILE)
                .optional();
    }

    /// What lies in the visible parts.
    ///
    /// @param part   null for all visible parts
    /// @param prefix of the path
    /// @param suffixes what one of which the path ends with, in lowercase; empty for any
    /// @param after  the part and the path, joined by `/`, of the last file before
    List<StoredFile> visibleFiles(
            UUID versionId, @Nullable String part, String prefix, List<String> suffixes, String after, int limit) {
        int slash = after.indexOf('/');
        return jdbc.sql("""
                        select * from data.file
                        where version_id = :version_id and part <> :hidden
                          and (cast(:part as text) is null or part = :part)
                          and starts_with(path, :prefix)
                          and (cardinality(:suffixes) = 0 or lower(path) like any (:suffixes))
                          and (part, path) > (:after_part, :after_path)
                        order by part, path limit :limit
                        """)
                .param("version_id", versionId)
                .param("hidden", PartNames.HIDDEN)
                .param("part", part)
                .param("prefix", prefix)
                .param("suffixes", suffixes.stream().map(suffix -> "%" + suffix).toArray(String[]::new))
                .param("after_part", slash < 0 ? "" : after.substring(0, slash))
                .param("after_path", slash < 0 ? "" : after.substring(slash + 1))
                .param("limit", limit)
                .query(FILE)
                .list();
    }

    /// What stands in the visible parts of only one of two versions, or in both with other bytes.
    List<Difference> differences(UUID fromId, UUID toId, String after, int limit) {
        int slash = after.indexOf('/');
        return jdbc.sql("""
                        with a as (select * from data.file where version_id = :from_id and part <> :hidden),
                             b as (select * from data.file where version_id = :to_id and part <> :hidden)
                        select part, path, a.size_bytes as from_bytes, a.sha256 as from_sha256,
                               b.size_bytes as to_bytes, b.sha256 as to_sha256
                        from a full join b using (part, path)
                        where a.sha256 is distinct from b.sha256
                          and (part, path) > (:after_part, :after_path)
                        order by part, path limit :limit
                        """)
                .param("from_id", fromId)
                .param("to_id", toId)
                .param("hidden", PartNames.HIDDEN)
                .param("after_part", slash < 0 ? "" : after.substring(0, slash))
                .param("after_path", slash < 0 ? "" : after.substring(slash + 1))
                .param("limit", limit)
                .query((row, number) -> Difference.of(
                        row.getString("part"),
                        row.getString("path"),
                        row.getObject("from_bytes", Long.class),
                        row.getString("from_sha256"),
                        row.getObject("to_bytes", Long.class),
                        row.getString("to_sha256")))
                .list();
    }

    private RowMapper<Version> version() {
        return (row, number) -> {
            UUID id = row.getObject("id", UUID.class);
            String folder = row.getString("reference_folder");
            return new Version(
                    id,
                    row.getObject("dataset_id", UUID.class),
                    row.getObject("project_id", UUID.class),
                    row.getInt("number"),
                    row.getString("note"),
                    Json.MAPPER.readValue(row.getString("provenance"), new TypeReference<Map<String, String>>() {}),
                    row.getObject("base_version", Integer.class),
                    folder == null ? null : new Version.Reference(folder, row.getString("reference_part")),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant(),
                    parts(id));
        };
    }

    private List<Version.Part> parts(UUID versionId) {
        return jdbc.sql("select * from data.version_part where version_id = :version_id order by part")
                .param("version_id", versionId)
                .query((row, number) ->
                        new Version.Part(row.getString("part"), row.getLong("files"), row.getLong("bytes")))
                .list();
    }
}
