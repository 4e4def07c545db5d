package org.dure.server.models.evaluation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.problems.Problem;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `models.evaluation`.
@Repository
class EvaluationRepository {

    private static final RowMapper<Evaluation> EVALUATION = (row, number) -> evaluation(row);

    private final JdbcClient jdbc;

    EvaluationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Asks for an evaluation; nothing where it was asked for before.
    void request(UUID versionId, Problem problem) {
        jdbc.sql("""
                        insert into models.evaluation (id, version_id, problem_id, hidden_version_id, hidden_part, state)
                        values (:id, :version_id, :problem_id, :hidden_version_id, :hidden_part, 'WAITING')
                        on conflict (version_id, hidden_version_id, hidden_part) do nothing
                        """)
                .param("id", Ids.next())
                .param("version_id", versionId)
                .param("problem_id", problem.id())
                .param("hidden_version_id", problem.hiddenVersionId())
                .param("hidden_part", problem.hiddenPart())
                .update();
    }

    /// The evaluation that has waited longest among those whose problem had fewer than `perDay` started since `since`.
    Optional<Evaluation> lockNextWaiting(Instant since, int perDay) {
        return jdbc.sql("""
                        select * from models.evaluation e
                        where e.state = 'WAITING'
                          and (select count(*) from models.evaluation s
                               where s.problem_id = e.problem_id and s.started_at > :since) < :per_day
                        order by e.created_at limit 1 for update skip locked
                        """)
                .param("since", Timestamp.from(since))
                .param("per_day", perDay)
                .query(EVALUATION)
                .optional();
    }

    /// Says so on those that wait because of the limit.
    void explainWaiting(Instant since, int perDay, Reason reason) {
        jdbc.sql("""
                        update models.evaluation e set reason = cast(:reason as jsonb)
                        where e.state = 'WAITING' and e.reason is null
                          and (select count(*) from models.evaluation s
                               where s.problem_id = e.problem_id and s.started_at > :since) >= :per_day
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("since", Timestamp.from(since))
                .param("per_day", perDay)
                .update();
    }

    void setRunning(UUID id, UUID sessionId, Instant now) {
        jdbc.sql("""
                        update models.evaluation
                        set state = 'RUNNING', session_id = :session_id, started_at = :now, reason = null
                        where id = :id and state = 'WAITING'
                        """)
                .param("session_id", sessionId)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    Optional<Evaluation> lockRunningOfSession(UUID sessionId) {
        return jdbc.sql(
                        "select * from models.evaluation where session_id = :session_id and state = 'RUNNING' for update")
                .param("session_id", sessionId)
                .query(EVALUATION)
                .optional();
    }

    /// The sessions of those that run since before `before`.
    List<UUID> runningSince(Instant before) {
        return jdbc.sql("""
                        select session_id from models.evaluation
                        where state = 'RUNNING' and started_at < :before order by started_at limit 100
                        """)
                .param("before", Timestamp.from(before))
                .query((row, number) -> row.getObject("session_id", UUID.class))
                .list();
    }

    void setDone(UUID id, Outcomes outcomes, Instant now) {
        jdbc.sql("""
                        update models.evaluation
                        set state = 'DONE', items = :items, correct = :correct, accuracy = :accuracy,
                            outcomes = :outcomes, latency_us_median = :latency_us_median, ended_at = :now
                        where id = :id
                        """)
                .param("items", outcomes.items())
                .param("correct", outcomes.correct())
                .param("accuracy", outcomes.accuracy())
                .param("outcomes", outcomes.right().toByteArray())
                .param("latency_us_median", outcomes.latencyUsMedian())
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    void setFailed(UUID id, Reason reason, Instant now) {
        jdbc.sql(
                        "update models.evaluation set state = 'FAILED', reason = cast(:reason as jsonb), ended_at = :now where id = :id")
                .param("reason", ReasonColumn.write(reason))
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// What was found about the version on the problem's hidden part.
    Optional<Outcomes> outcomes(UUID versionId, Problem problem) {
        return jdbc.sql("""
                        select items, outcomes, latency_us_median from models.evaluation
                        where version_id = :version_id and hidden_version_id = :hidden_version_id
                          and hidden_part = :hidden_part and state = 'DONE'
                        """)
                .param("version_id", versionId)
                .param("hidden_version_id", problem.hiddenVersionId())
                .param("hidden_part", problem.hiddenPart())
                .query((row, number) -> new Outcomes(
                        row.getInt("items"),
                        BitSet.valueOf(row.getBytes("outcomes")),
                        row.getObject("latency_us_median", Long.class)))
                .optional();
    }

    /// What was found of a session's model.
    record Judged(UUID problemId, double accuracy, long ms) {}

    /// By the session that trained; of several the best.
    Map<UUID, Judged> accuracies(Collection<UUID> sessions) {
        Map<UUID, Judged> found = new HashMap<>();
        jdbc.sql("""
                        select distinct on (v.session_id) v.session_id, e.problem_id, e.accuracy, e.ended_at
                        from models.evaluation e join models.version v on v.id = e.version_id
                        where v.session_id = any(cast(:sessions as uuid[])) and e.state = 'DONE'
                            and e.accuracy is not null
                        order by v.session_id, e.accuracy desc, e.ended_at
                        """)
                .param("sessions", sessions.toArray(UUID[]::new))
                .query((row, number) -> found.put(
                        row.getObject("session_id", UUID.class),
                        new Judged(
                                row.getObject("problem_id", UUID.class),
                                row.getDouble("accuracy"),
                                row.getTimestamp("ended_at").getTime())))
                .list();
        return found;
    }

    /// The newest first.
    List<Evaluation> ofVersion(UUID versionId) {
        return jdbc.sql("select * from models.evaluation where version_id = :version_id order by created_at desc")
                .param("version_id", versionId)
                .query(EVALUATION)
                .list();
    }

    private static Evaluation evaluation(ResultSet row) throws SQLException {
        return new Evaluation(
                row.getObject("id", UUID.class),
                row.getObject("version_id", UUID.class),
                row.getObject("problem_id", UUID.class),
                row.getObject("hidden_version_id", UUID.class),
                row.getString("hidden_part"),
                Evaluation.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                row.getObject("session_id", UUID.class),
                row.getObject("items", Integer.class),
                row.getObject("correct", Integer.class),
                row.getObject("accuracy", Double.class),
                row.getObject("latency_us_median", Long.class),
                row.getTimestamp("created_at").toInstant(),
                TimeColumn.read(row, "started_at"),
                TimeColumn.read(row, "ended_at"));
    }
}
