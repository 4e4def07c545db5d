package org.dure.server.models.spending;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over which session made which model, and over when champions came.
@Repository
class SpendingRepository {

    /// A version and the session that made it.
    record Made(UUID modelId, String modelName, UUID sessionId) {}

    /// @param score on the hidden part at its comparison
    record Crowned(UUID modelId, String modelName, int number, double score, Instant since) {}

    private final JdbcClient jdbc;

    SpendingRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Of versions that a session has made, the newest first.
    List<Made> made(UUID projectId, int limit) {
        return jdbc.sql("""
                        select distinct m.id, m.name, v.session_id
                        from models.version v join models.model m on m.id = v.model_id
                        where m.project_id = :project_id and v.session_id is not null
                        order by v.session_id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("limit", limit)
                .query((row, number) -> new Made(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getObject("session_id", UUID.class)))
                .list();
    }

    /// The first one first.
    List<Crowned> crowned(UUID problemId) {
        return jdbc.sql("""
                        select m.id, m.name, v.number, d.challenger_accuracy, c.since
                        from models.champion c
                        join models.comparison d on d.id = c.comparison_id
                        join models.version v on v.id = c.version_id
                        join models.model m on m.id = v.model_id
                        where c.problem_id = :problem_id order by c.since, c.id limit 1000
                        """)
                .param("problem_id", problemId)
                .query((row, number) -> new Crowned(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getInt("number"),
                        row.getDouble("challenger_accuracy"),
                        row.getTimestamp("since").toInstant()))
                .list();
    }
}
