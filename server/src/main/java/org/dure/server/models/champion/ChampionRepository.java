package org.dure.server.models.champion;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.models.ModelVersion;
import org.dure.server.models.evaluation.Evaluation;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `models.champion` and `models.comparison`.
@Repository
class ChampionRepository {

    /// A line of the leaderboard.
    ///
    /// @param rank by hidden accuracy, then by age; null for what has not been judged
    record Standing(
            @Nullable Integer rank,
            UUID versionId,
            UUID modelId,
            String modelName,
            int number,
            ModelVersion.Origin origin,
            @Nullable String runId,
            @Nullable UUID sessionId,
            Evaluation.State state,
            @Nullable Reason reason,
            @Nullable Double hiddenAccuracy,
            @Nullable Integer items,
            @Nullable Long latencyUsMedian,
            boolean champion,
            String createdBy,
            Instant createdAt) {}

    private static final RowMapper<Comparison> COMPARISON = (row, number) -> comparison(row);

    private final JdbcClient jdbc;

    ChampionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes the decisions over one problem happen one after the other, until the transaction ends.
    void lock(UUID problemId) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('models.champion ' || :problem_id, 0))")
                .param("problem_id", problemId.toString())
                .query((row, number) -> 1)
                .single();
    }

    /// Ends the reign of the present champion, if there is one.
    void endReign(UUID problemId, Instant now) {
        jdbc.sql("update models.champion set until = :now where problem_id = :problem_id and until is null")
                .param("now", Timestamp.from(now))
                .param("problem_id", problemId)
                .update();
    }

    void beginReign(UUID problemId, UUID versionId, UUID comparisonId, Instant now) {
        jdbc.sql("""
                        insert into models.champion (id, problem_id, version_id, comparison_id, since)
                        values (:id, :problem_id, :version_id, :comparison_id, :now)
                        """)
                .param("id", Ids.next())
                .param("problem_id", problemId)
                .param("version_id", versionId)
                .param("comparison_id", comparisonId)
                .param("now", Timestamp.from(now))
                .update();
    }

    void insert(Comparison comparison) {
        jdbc.sql("""
                        insert into models.comparison (id, problem_id, champion_version_id, challenger_version_id,
                            hidden_version_id, items, both_right, only_champion_right, only_challenger_right, both_wrong,
                            champion_accuracy, challenger_accuracy, rule, p_value, alpha, decision, reason, created_at)
                        values (:id, :problem_id, :champion_version_id, :challenger_version_id, :hidden_version_id,
                            :items, :both_right, :only_champion_right, :only_challenger_right, :both_wrong,
                            :champion_accuracy, :challenger_accuracy, :rule, :p_value, :alpha, :decision, cast(:reason as jsonb),
                            :created_at)
                        """)
                .param("id", comparison.id())
                .param("problem_id", comparison.problemId())
                .param("champion_version_id", comparison.championVersionId())
                .param("challenger_version_id", comparison.challengerVersionId())
                .param("hidden_version_id", comparison.hiddenVersionId())
                .param("items", comparison.items())
                .param("both_right", comparison.bothRight())
                .param("only_champion_right", comparison.onlyChampionRight())
                .param("only_challenger_right", comparison.onlyChallengerRight())
                .param("both_wrong", comparison.bothWrong())
                .param("champion_accuracy", comparison.championAccuracy())
                .param("challenger_accuracy", comparison.challengerAccuracy())
                .param("rule", comparison.rule().name())
                .param("p_value", comparison.pValue())
                .param("alpha", comparison.alpha())
                .param("decision", comparison.decision().name())
                .param("reason", ReasonColumn.write(comparison.reason()))
                .param("created_at", Timestamp.from(comparison.createdAt()))
                .update();
    }

    Optional<Comparison> comparison(UUID id) {
        return jdbc.sql(comparisons("c.id = :id"))
                .param("id", id)
                .query(COMPARISON)
                .optional();
    }

    /// The newest first, from the one before `before`.
    List<Comparison> comparisons(UUID problemId, @Nullable UUID before, int limit) {
        return jdbc.sql(comparisons("""
                        c.problem_id = :problem_id and (cast(:before as uuid) is null or c.id < :before)
                        order by c.id desc limit :limit
                        """))
                .param("problem_id", problemId)
                .param("before", before)
                .param("limit", limit)
                .query(COMPARISON)
                .list();
    }

    /// The newest first.
    List<Champion> champions(UUID problemId) {
        return jdbc.sql("""
                        select c.*, v.model_id, m.name as model_name, v.number, d.challenger_accuracy
                        from models.champion c
                        join models.comparison d on d.id = c.comparison_id
                        join models.version v on v.id = c.version_id
                        join models.model m on m.id = v.model_id
                        where c.problem_id = :problem_id order by c.since desc, c.id desc limit 1000
                        """)
                .param("problem_id", problemId)
                .query((row, number) -> new Champion(
                        row.getObject("id", UUID.class),
                        row.getObject("problem_id", UUID.class),
                        row.getObject("version_id", UUID.class),
                        row.getObject("model_id", UUID.class),
                        row.getString("model_name"),
                        row.getInt("number"),
                        row.getObject("challenger_accuracy", Double.class),
                        row.getObject("comparison_id", UUID.class),
                        row.getTimestamp("since").toInstant(),
                        TimeColumn.read(row, "until")))
                .list();
    }

    /// The best first, then those that have not been judged.
    List<Standing> standings(UUID problemId, int limit) {
        return jdbc.sql("""
                        select case when e.accuracy is null then null
                                    else cast(row_number() over (order by e.accuracy desc nulls last, v.created_at) as int)
                               end as rank,
                               v.id as version_id, v.model_id, m.name as model_name, v.number, v.origin, v.run_id,
                               v.session_id, e.state, e.reason, e.accuracy, e.items, e.latency_us_median,
                               exists (select 1 from models.champion c
                                       where c.version_id = v.id and c.until is null) as champion,
                               v.created_by, v.created_at
                        from models.evaluation e
                        join models.version v on v.id = e.version_id
                        join models.model m on m.id = v.model_id
                        where e.problem_id = :problem_id
                        order by e.accuracy desc nulls last, v.created_at limit :limit
                        """)
                .param("problem_id", problemId)
                .param("limit", limit)
                .query((row, number) -> standing(row))
                .list();
    }

    private static String comparisons(String where) {
        return """
                select c.*, cm.name || '/' || cv.number as champion_name, hm.name || '/' || hv.number as challenger_name
                from models.comparison c
                join models.version hv on hv.id = c.challenger_version_id
                join models.model hm on hm.id = hv.model_id
                left join models.version cv on cv.id = c.champion_version_id
                left join models.model cm on cm.id = cv.model_id
                where\s""" + where;
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                row.getObject("rank", Integer.class),
                row.getObject("version_id", UUID.class),
                row.getObject("model_id", UUID.class),
                row.getString("model_name"),
                row.getInt("number"),
                ModelVersion.Origin.valueOf(row.getString("origin")),
                row.getString("run_id"),
                row.getObject("session_id", UUID.class),
                Evaluation.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                row.getObject("accuracy", Double.class),
                row.getObject("items", Integer.class),
                row.getObject("latency_us_median", Long.class),
                row.getBoolean("champion"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant());
    }

    private static Comparison comparison(ResultSet row) throws SQLException {
        return new Comparison(
                row.getObject("id", UUID.class),
                row.getObject("problem_id", UUID.class),
                row.getObject("champion_version_id", UUID.class),
                row.getString("champion_name"),
                row.getObject("challenger_version_id", UUID.class),
                row.getString("challenger_name"),
                row.getObject("hidden_version_id", UUID.class),
                row.getInt("items"),
                row.getInt("both_right"),
                row.getInt("only_champion_right"),
                row.getInt("only_challenger_right"),
                row.getInt("both_wrong"),
                row.getObject("champion_accuracy", Double.class),
                row.getDouble("challenger_accuracy"),
                Comparison.Rule.valueOf(row.getString("rule")),
                row.getObject("p_value", Double.class),
                row.getObject("alpha", Double.class),
                Comparison.Decision.valueOf(row.getString("decision")),
                ReasonColumn.required(row, "reason"),
                row.getTimestamp("created_at").toInstant());
    }
}
