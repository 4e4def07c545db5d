package org.dure.server.data.upload;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.data.FileEntry;
import org.dure.server.data.Limits;
import org.dure.server.data.Version;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over uploads.
@Repository
class UploadRepository {

    private static final int BATCH = 1000;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    UploadRepository(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    void insert(UUID id, UUID datasetId, UUID createdById, String createdBy, Instant expiresAt) {
        jdbc.sql("""
                        insert into data.upload (id, dataset_id, state, created_by_id, created_by, expires_at)
                        values (:id, :dataset_id, 'OPEN', :created_by_id, :created_by, :expires_at)
                        """)
                .param("id", id)
                .param("dataset_id", datasetId)
                .param("created_by_id", createdById)
                .param("created_by", createdBy)
                .param("expires_at", Timestamp.from(expiresAt))
                .update();
    }

    /// What `createdById` has begun.
    Optional<Upload> find(UUID id, UUID createdById) {
        return jdbc.sql("select * from data.upload where id = :id and created_by_id = :created_by_id")
                .param("id", id)
                .param("created_by_id", createdById)
                .query(upload())
                .optional();
    }

    int countOpen(UUID createdById) {
        return jdbc.sql("select count(*) from data.upload where created_by_id = :id and state = 'OPEN'")
                .param("id", createdById)
                .query((row, number) -> row.getInt(1))
                .single();
    }

    /// Makes whatever happens to the upload wait for each other until the transaction ends.
    Upload.State lock(UUID id) {
        return jdbc.sql("select state from data.upload where id = :id for update")
                .param("id", id)
                .query((row, number) -> Upload.State.valueOf(row.getString(1)))
                .single();
    }

    /// Counts what comes, also what takes another's place.
    ///
    /// @return false where the upload is not open, or has taken more than it may
    boolean count(UUID id, long files, long bytes, Limits limits, Instant expiresAt) {
        return jdbc.sql("""
                        update data.upload set files_put = files_put + :files, bytes_put = bytes_put + :bytes,
                            expires_at = :expires_at
                        where id = :id and state = 'OPEN'
                          and files_put + :files <= :files_max and bytes_put + :bytes <= :bytes_max
                        """)
                        .param("id", id)
                        .param("files", files)
                        .param("bytes", bytes)
                        .param("files_max", 2 * limits.files())
                        .param("bytes_max", 2 * limits.versionBytes())
                        .param("expires_at", Timestamp.from(expiresAt))
                        .update()
                == 1;
    }

    void putFiles(UUID uploadId, List<FileEntry> files) {
        template.batchUpdate("""
                insert into data.upload_file (upload_id, part, path, size_bytes, sha256) values (?, ?, ?, ?, ?)
                on conflict (upload_id, part, path)
                do update set size_bytes = excluded.size_bytes, sha256 = excluded.sha256
                """, files, BATCH, (row, file) -> {
            row.setObject(1, uploadId);
            row.setString(2, file.part());
            row.setString(3, file.path());
            row.setLong(4, file.sizeBytes());
            row.setString(5, file.sha256());
        });
    }

    boolean deleteFile(UUID uploadId, String part, String path) {
        return jdbc.sql("delete from data.upload_file where upload_id = :id and part = :part and path = :path")
                        .param("id", uploadId)
                        .param("part", part)
                        .param("path", path)
                        .update()
                == 1;
    }

    List<FileEntry> files(UUID uploadId, String after, int limit) {
        int slash = after.indexOf('/');
        return jdbc.sql("""
                        select * from data.upload_file
                        where upload_id = :id and (part, path) > (:after_part, :after_path)
                        order by part, path limit :limit
                        """)
                .param("id", uploadId)
                .param("after_part", slash < 0 ? "" : after.substring(0, slash))
                .param("after_path", slash < 0 ? "" : after.substring(slash + 1))
                .param("limit", limit)
                .query((row, number) -> new FileEntry(
                        row.getString("part"),
                        row.getString("path"),
                        row.getLong("size_bytes"),
                        row.getString("sha256")))
                .list();
    }

    void commit(UUID id, UUID versionId) {
        jdbc.sql("update data.upload set state = 'COMMITTED', version_id = :version_id where id = :id")
                .param("id", id)
                .param("version_id", versionId)
                .update();
        deleteFiles(id);
    }

    void discard(UUID id) {
        jdbc.sql("update data.upload set state = 'DISCARDED' where id = :id and state = 'OPEN'")
                .param("id", id)
                .update();
        deleteFiles(id);
    }

    /// @return how many
    int expire(Instant now) {
        List<UUID> expired = jdbc.sql("""
                        update data.upload set state = 'EXPIRED' where state = 'OPEN' and expires_at < :now returning id
                        """)
                .param("now", Timestamp.from(now))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        expired.forEach(this::deleteFiles);
        return expired.size();
    }

    private void deleteFiles(UUID uploadId) {
        jdbc.sql("delete from data.upload_file where upload_id = :id")
                .param("id", uploadId)
                .update();
    }

    private RowMapper<Upload> upload() {
        return (row, number) -> {
            UUID id = row.getObject("id", UUID.class);
            return new Upload(
                    id,
                    row.getObject("dataset_id", UUID.class),
                    Upload.State.valueOf(row.getString("state")),
                    row.getObject("version_id", UUID.class),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getTimestamp("expires_at").toInstant(),
                    parts(id));
        };
    }

    private List<Version.Part> parts(UUID uploadId) {
        return jdbc.sql("""
                        select part, count(*) as files, sum(size_bytes) as bytes from data.upload_file
                        where upload_id = :id group by part order by part
                        """)
                .param("id", uploadId)
                .query((row, number) ->
                        new Version.Part(row.getString("part"), row.getLong("files"), row.getLong("bytes")))
                .list();
    }
}
