package org.dure.server.data.version;

import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The SQL that makes a version, and that checks it before its transaction ends.
@Repository
class ManifestRepository {

    /// Two files that must not stand in the same manifest, or not in these parts.
    record Clash(String leftPart, String leftPath, String rightPart, String rightPath) {}

    private static final int BATCH = 1000;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    ManifestRepository(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    /// Makes versions of one dataset wait for each other until the transaction ends.
    ///
    /// @return the next version's number
    int lock(UUID datasetId) {
        jdbc.sql("select id from data.dataset where id = :id for update")
                .param("id", datasetId)
                .query(UUID.class)
                .single();
        return jdbc.sql("select coalesce(max(number), 0) + 1 from data.version where dataset_id = :id")
                .param("id", datasetId)
                .query((row, number) -> row.getInt(1))
                .single();
    }

    /// Lets the rest of the transaction take its time: half a million files are more than the database writes while a
    /// request may usually have it at work.
    void liftLimit() {
        jdbc.sql("select set_config('statement_timeout', '0', true)")
                .query(String.class)
                .single();
    }

    void insertVersion(
            UUID id,
            UUID datasetId,
            int number,
            String note,
            Map<String, String> provenance,
            @Nullable Integer baseVersion,
            Version.@Nullable Reference reference,
            String createdBy) {
        jdbc.sql("""
                        insert into data.version (id, dataset_id, number, note, provenance, base_version,
                            reference_folder, reference_part, created_by)
                        values (:id, :dataset_id, :number, :note, cast(:provenance as jsonb), :base_version,
                            :reference_folder, :reference_part, :created_by)
                        """)
                .param("id", id)
                .param("dataset_id", datasetId)
                .param("number", number)
                .param("note", note)
                .param("provenance", Json.MAPPER.writeValueAsString(provenance))
                .param("base_version", baseVersion)
                .param("reference_folder", reference == null ? null : reference.folder())
                .param("reference_part", reference == null ? null : reference.part())
                .param("created_by", createdBy)
                .update();
    }

    void addFiles(UUID versionId, List<StoredFile> files) {
        template.batchUpdate("""
                insert into data.file (version_id, part, path, size_bytes, sha256, added_in, reference_modified_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """, files, BATCH, (PreparedStatement row, StoredFile file) -> {
            row.setObject(1, versionId);
            row.setString(2, file.entry().part());
            row.setString(3, file.entry().path());
            row.setLong(4, file.entry().sizeBytes());
            row.setString(5, file.entry().sha256());
            row.setInt(6, file.addedIn());
            row.setTimestamp(7, TimeColumn.write(file.referenceModifiedAt()));
        });
    }

    void addUpload(UUID versionId, int number, UUID uploadId) {
        jdbc.sql("""
                        insert into data.file (version_id, part, path, size_bytes, sha256, added_in)
                        select :version_id, part, path, size_bytes, sha256, :number
                        from data.upload_file where upload_id = :upload_id
                        """)
                .param("version_id", versionId)
                .param("number", number)
                .param("upload_id", uploadId)
                .update();
    }

    /// What stands in `baseId` and not, under the same path, in `versionId` yet.
    void addBase(UUID versionId, UUID baseId) {
        jdbc.sql("""
                        insert into data.file
                            (version_id, part, path, size_bytes, sha256, added_in, reference_modified_at)
                        select :version_id, part, path, size_bytes, sha256, added_in, reference_modified_at
                        from data.file where version_id = :base_id
                        on conflict (version_id, part, path) do nothing
                        """).param("version_id", versionId).param("base_id", baseId).update();
    }

    /// Adds up the parts, and remembers what is hidden now.
    void complete(UUID versionId, UUID datasetId) {
        jdbc.sql("""
                        insert into data.version_part (version_id, part, files, bytes)
                        select version_id, part, count(*), sum(size_bytes) from data.file
                        where version_id = :version_id group by version_id, part
                        """).param("version_id", versionId).update();
        jdbc.sql("""
                        insert into data.hidden_object (dataset_id, sha256)
                        select distinct cast(:dataset_id as uuid), sha256 from data.file
                        where version_id = :version_id and part = :hidden
                        on conflict do nothing
                        """)
                .param("dataset_id", datasetId)
                .param("version_id", versionId)
                .param("hidden", PartNames.HIDDEN)
                .update();
    }

    /// A file whose path is another one's folder.
    Optional<Clash> fileAsFolder(UUID versionId) {
        return clash("""
                select f.part as left_part, f.path as left_path, g.part as right_part, g.path as right_path
                from data.file f join data.file g on g.version_id = f.version_id and g.part = f.part
                  and g.path > f.path || '/' and g.path < f.path || '0'
                where f.version_id = :version_id limit 1
                """, versionId);
    }

    /// The same bytes in two parts of the version.
    Optional<Clash> sharedByParts(UUID versionId) {
        return clash("""
                select f.part as left_part, f.path as left_path, g.part as right_part, g.path as right_path
                from data.file f join data.file g
                  on g.version_id = f.version_id and g.sha256 = f.sha256 and g.part > f.part
                where f.version_id = :version_id order by f.part, f.path limit 1
                """, versionId);
    }

    /// A file of a visible part with bytes that were hidden in the dataset before. Only the left one is told.
    Optional<Clash> hiddenBefore(UUID versionId) {
        return clash("""
                select f.part as left_part, f.path as left_path, 'hidden' as right_part, '' as right_path
                from data.file f join data.version v on v.id = f.version_id
                join data.hidden_object h on h.dataset_id = v.dataset_id and h.sha256 = f.sha256
                where f.version_id = :version_id and f.part <> 'hidden' order by f.part, f.path limit 1
                """, versionId);
    }

    /// A file that this version hides, and where an earlier version of the dataset showed the same bytes.
    Optional<Clash> seenBefore(UUID versionId) {
        return clash("""
                select f.part as left_part, f.path as left_path, g.part as right_part,
                       g.path || '" of version ' || w.number || ' "' as right_path
                from data.file f join data.version v on v.id = f.version_id
                join data.file g on g.sha256 = f.sha256 and g.part <> 'hidden'
                join data.version w on w.id = g.version_id and w.dataset_id = v.dataset_id and w.number < v.number
                where f.version_id = :version_id and f.part = 'hidden' and f.added_in = v.number
                limit 1
                """, versionId);
    }

    private Optional<Clash> clash(String sql, UUID versionId) {
        return jdbc.sql(sql)
                .param("version_id", versionId)
                .query((row, number) -> new Clash(
                        row.getString("left_part"),
                        row.getString("left_path"),
                        row.getString("right_part"),
                        row.getString("right_path")))
                .optional();
    }
}
