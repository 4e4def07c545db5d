package org.dure.server.tracking.scorer;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over scorers and their versions.
@Repository
class ScorerRepository {

    private static final String VERSIONS = """
            select s.id, s.experiment_id, s.name, v.version, v.content, v.created_ms
            from tracking.scorer s join tracking.scorer_version v on v.scorer_id = s.id
            """;

    private static final RowMapper<Scorer> SCORER = (row, number) -> new Scorer(
            row.getString("id"),
            row.getLong("experiment_id"),
            row.getString("name"),
            row.getInt("version"),
            row.getString("content"),
            row.getLong("created_ms"));

    private final JdbcClient jdbc;

    ScorerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    int count(long experimentId) {
        return jdbc.sql("select count(*) from tracking.scorer where experiment_id = :experiment")
                .param("experiment", experimentId)
                .query(Integer.class)
                .single();
    }

    /// Makes the scorer where there is none.
    ///
    /// @return the number of its next version; until the transaction ends nobody else gets one of it
    int nextVersion(long experimentId, String name) {
        return jdbc.sql("""
                        insert into tracking.scorer (id, experiment_id, name, versions)
                        values (:id, :experiment, :name, 1)
                        on conflict (experiment_id, name) do update set versions = tracking.scorer.versions + 1
                        returning versions
                        """)
                .param("id", UUID.randomUUID().toString())
                .param("experiment", experimentId)
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    void insert(long experimentId, String name, int version, String content, long nowMs) {
        jdbc.sql("""
                        insert into tracking.scorer_version (scorer_id, version, content, created_ms)
                        select id, :version, :content, :now from tracking.scorer
                        where experiment_id = :experiment and name = :name
                        """)
                .param("version", version)
                .param("content", content)
                .param("now", nowMs)
                .param("experiment", experimentId)
                .param("name", name)
                .update();
    }

    /// The newest version of each, by experiment and name.
    List<Scorer> newest(Collection<Long> experimentIds) {
        return jdbc.sql(VERSIONS + """
                        where s.experiment_id = any(cast(:experiments as bigint[])) and v.version =
                            (select max(n.version) from tracking.scorer_version n where n.scorer_id = s.id)
                        order by s.experiment_id, s.name
                        """)
                .param("experiments", experimentIds.toArray(Long[]::new))
                .query(SCORER)
                .list();
    }

    /// The oldest first.
    List<Scorer> versions(long experimentId, String name) {
        return jdbc.sql(VERSIONS + "where s.experiment_id = :experiment and s.name = :name order by v.version")
                .param("experiment", experimentId)
                .param("name", name)
                .query(SCORER)
                .list();
    }

    /// @param version null for the newest
    Optional<Scorer> find(long experimentId, String name, @Nullable Long version) {
        return jdbc.sql(VERSIONS + """
                        where s.experiment_id = :experiment and s.name = :name
                            and v.version = coalesce(cast(:version as bigint), v.version)
                        order by v.version desc limit 1
                        """)
                .param("experiment", experimentId)
                .param("name", name)
                .param("version", version, java.sql.Types.BIGINT)
                .query(SCORER)
                .optional();
    }

    /// @return whether there was one
    boolean delete(long experimentId, String name) {
        return jdbc.sql("delete from tracking.scorer where experiment_id = :experiment and name = :name")
                        .param("experiment", experimentId)
                        .param("name", name)
                        .update()
                > 0;
    }

    /// @return whether there was one
    boolean deleteVersion(long experimentId, String name, long version) {
        return jdbc.sql("""
                        delete from tracking.scorer_version v using tracking.scorer s
                        where s.id = v.scorer_id and s.experiment_id = :experiment and s.name = :name
                            and v.version = :version
                        """)
                        .param("experiment", experimentId)
                        .param("name", name)
                        .param("version", version)
                        .update()
                > 0;
    }
}
