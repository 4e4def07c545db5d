package org.dure.server.compute.program;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over uploaded programs.
@Repository
class ProgramRepository {

    private static final RowMapper<UploadedProgram> PROGRAM = (row, number) -> new UploadedProgram(
            row.getObject("id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getString("sha256"),
            row.getInt("file_count"),
            row.getLong("size_bytes"),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant());

    private final JdbcClient jdbc;

    ProgramRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @return whether it is new; false where the project has the same files already
    boolean insert(UploadedProgram program, List<UploadedProgram.File> files) {
        int rows = jdbc.sql("""
                        insert into compute.program (id, project_id, sha256, file_count, size_bytes, created_by)
                        values (:id, :project_id, :sha256, :file_count, :size_bytes, :created_by)
                        on conflict (project_id, sha256) do nothing
                        """)
                .param("id", program.id())
                .param("project_id", program.projectId())
                .param("sha256", program.sha256())
                .param("file_count", program.files())
                .param("size_bytes", program.sizeBytes())
                .param("created_by", program.createdBy())
                .update();
        if (rows == 0) {
            return false;
        }
        for (UploadedProgram.File file : files) {
            jdbc.sql("""
                            insert into compute.program_file (program_id, path, sha256, size_bytes, executable)
                            values (:program_id, :path, :sha256, :size_bytes, :executable)
                            """)
                    .param("program_id", program.id())
                    .param("path", file.path())
                    .param("sha256", file.sha256())
                    .param("size_bytes", file.sizeBytes())
                    .param("executable", file.executable())
                    .update();
        }
        return true;
    }

    Optional<UploadedProgram> find(UUID id) {
        return jdbc.sql("select * from compute.program where id = :id")
                .param("id", id)
                .query(PROGRAM)
                .optional();
    }

    Optional<UploadedProgram> find(UUID projectId, String sha256) {
        return jdbc.sql("select * from compute.program where project_id = :project_id and sha256 = :sha256")
                .param("project_id", projectId)
                .param("sha256", sha256)
                .query(PROGRAM)
                .optional();
    }

    /// By their paths.
    List<UploadedProgram.File> files(UUID programId) {
        return jdbc.sql("""
                        select path, sha256, size_bytes, executable from compute.program_file
                        where program_id = :program_id order by path
                        """)
                .param("program_id", programId)
                .query((row, number) -> new UploadedProgram.File(
                        row.getString("path"),
                        row.getString("sha256"),
                        row.getLong("size_bytes"),
                        row.getBoolean("executable")))
                .list();
    }
}
