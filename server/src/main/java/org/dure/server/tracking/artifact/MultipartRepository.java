package org.dure.server.tracking.artifact;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dure.base.Sha256;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over uploads in parts.
@Repository
class MultipartRepository {

    private final JdbcClient jdbc;

    MultipartRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(MultipartUpload upload, Instant now) {
        jdbc.sql("""
                        insert into tracking.multipart_upload (id, owner_id, path, secret_sha256, parts, touched_at)
                        values (:id, :owner_id, :path, :secret, :parts, :now)
                        """)
                .param("id", upload.id())
                .param("owner_id", upload.ownerId())
                .param("path", upload.path())
                .param("secret", upload.secret().hex())
                .param("parts", upload.parts())
                .param("now", Timestamp.from(now))
                .update();
    }

    Optional<MultipartUpload> find(String id) {
        return jdbc.sql("select * from tracking.multipart_upload where id = :id")
                .param("id", id)
                .query((row, number) -> new MultipartUpload(
                        row.getString("id"),
                        row.getString("owner_id"),
                        row.getString("path"),
                        new Sha256(row.getString("secret_sha256")),
                        row.getInt("parts"),
                        row.getBoolean("completed")))
                .optional();
    }

    int countOpen(String ownerId) {
        return jdbc.sql("select count(*) from tracking.multipart_upload where owner_id = :owner_id and not completed")
                .param("owner_id", ownerId)
                .query(Integer.class)
                .single();
    }

    void touch(String id, Instant now) {
        jdbc.sql("update tracking.multipart_upload set touched_at = :now where id = :id")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    void complete(String id) {
        jdbc.sql("update tracking.multipart_upload set completed = true where id = :id")
                .param("id", id)
                .update();
    }

    void delete(String id) {
        jdbc.sql("delete from tracking.multipart_upload where id = :id")
                .param("id", id)
                .update();
    }

    void deleteUntouchedSince(Instant then) {
        jdbc.sql("delete from tracking.multipart_upload where touched_at < :then")
                .param("then", Timestamp.from(then))
                .update();
    }

    /// Those whose parts are still wanted.
    List<String> open() {
        return jdbc.sql("select id from tracking.multipart_upload where not completed")
                .query((row, number) -> row.getString("id"))
                .list();
    }
}
