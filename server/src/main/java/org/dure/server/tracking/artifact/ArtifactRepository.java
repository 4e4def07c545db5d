package org.dure.server.tracking.artifact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dure.base.Sha256;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over artifacts. An owner is a run's id, a logged model's or a trace's, or that of a project's loose files.
@Repository
class ArtifactRepository {

    private static final RowMapper<Artifact> ARTIFACT = (row, number) ->
            new Artifact(row.getString("path"), row.getLong("size_bytes"), new Sha256(row.getString("sha256")));

    private final JdbcClient jdbc;

    ArtifactRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Replaces what stood at the path.
    void put(String ownerId, Artifact artifact) {
        jdbc.sql("""
                        insert into tracking.artifact (owner_id, path, size_bytes, sha256)
                        values (:owner_id, :path, :size_bytes, :sha256)
                        on conflict (owner_id, path) do update
                        set size_bytes = excluded.size_bytes, sha256 = excluded.sha256
                        """)
                .param("owner_id", ownerId)
                .param("path", artifact.path())
                .param("size_bytes", artifact.sizeBytes())
                .param("sha256", artifact.sha256().hex())
                .update();
    }

    Optional<Artifact> find(String ownerId, String path) {
        return jdbc.sql(
                        "select path, size_bytes, sha256 from tracking.artifact where owner_id = :owner_id and path = :path")
                .param("owner_id", ownerId)
                .param("path", path)
                .query(ARTIFACT)
                .optional();
    }

    /// All files below `folder`, by path.
    ///
    /// @param folder empty for all, otherwise without a slash at its end
    List<Artifact> below(String ownerId, String folder, int limit) {
        return jdbc.sql("""
                        select path, size_bytes, sha256 from tracking.artifact
                        where owner_id = :owner_id and path >= :from and path < :to order by path limit :limit
                        """)
                .param("owner_id", ownerId)
                .param("from", folder.isEmpty() ? "" : folder + "/")
                .param(
                        "to",
                        folder.isEmpty()
                                ? "\uDBFF\uDFFF"
                                : folder + "0") // "0" follows "/"; the other is the last of Unicode
                .param("limit", limit)
                .query(ARTIFACT)
                .list();
    }

    int count(String ownerId) {
        return jdbc.sql("select count(*) from tracking.artifact where owner_id = :owner_id")
                .param("owner_id", ownerId)
                .query(Integer.class)
                .single();
    }

    /// Whether one of these paths is a file.
    boolean anyFile(String ownerId, List<String> paths) {
        return jdbc.sql("""
                        select exists (select from tracking.artifact
                            where owner_id = :owner_id and path = any(cast(:paths as text[])))
                        """)
                .param("owner_id", ownerId)
                .param("paths", paths.toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    /// Those of the owners that have a file whose path this POSIX regular expression finds, in capitals or not.
    Set<String> having(Collection<String> ownerIds, String pattern) {
        return new HashSet<>(jdbc.sql("""
                        select distinct owner_id from tracking.artifact
                        where owner_id = any(cast(:owner_ids as text[])) and path ~* :pattern
                        """)
                .param("owner_ids", ownerIds.toArray(String[]::new))
                .param("pattern", pattern)
                .query(String.class)
                .list());
    }

    /// Of each of the owners the files whose path the pattern finds, by path.
    Map<String, List<String>> paths(Collection<String> ownerIds, String pattern) {
        Map<String, List<String>> paths = new HashMap<>();
        jdbc.sql("""
                        select owner_id, path from tracking.artifact
                        where owner_id = any(cast(:owner_ids as text[])) and path ~* :pattern order by owner_id, path
                        """)
                .param("owner_ids", ownerIds.toArray(String[]::new))
                .param("pattern", pattern)
                .query(row -> {
                    paths.computeIfAbsent(row.getString("owner_id"), owner -> new ArrayList<>())
                            .add(row.getString("path"));
                });
        return paths;
    }

    void delete(String ownerId, String path) {
        jdbc.sql("""
                        delete from tracking.artifact
                        where owner_id = :owner_id and (path = :path or path >= :from and path < :to)
                        """)
                .param("owner_id", ownerId)
                .param("path", path)
                .param("from", path + "/")
                .param("to", path + "0")
                .update();
    }
}
