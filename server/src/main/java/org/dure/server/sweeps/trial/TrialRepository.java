package org.dure.server.sweeps.trial;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.sweeps.Trial;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over trials and their rungs.
@Repository
public class TrialRepository {

    private static final TypeReference<Map<String, Object>> POINT = new TypeReference<>() {};
    private static final RowMapper<Trial> TRIAL = (row, number) -> read(row);

    private final JdbcClient jdbc;

    TrialRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param askKey of the request that asked for it; null for the sweep's own
    public void insert(Trial trial, @Nullable String askKey) {
        Trial.Lineage lineage = trial.lineage();
        jdbc.sql("""
                        insert into sweeps.trial (id, sweep_id, number, state, reason, parameters, ask_key, created_at,
                            member, born_in, generation, copied_from)
                        values (:id, :sweep_id, :number, :state, cast(:reason as jsonb), cast(:parameters as jsonb),
                            :ask_key, :created_at, cast(:member as int), :born_in, :generation, cast(:copied_from as int))
                        """)
                .param("id", trial.id())
                .param("sweep_id", trial.sweepId())
                .param("number", trial.number())
                .param("state", trial.state().name())
                .param("reason", ReasonColumn.write(trial.reason()))
                .param("parameters", Json.MAPPER.writeValueAsString(trial.parameters()))
                .param("ask_key", askKey)
                .param("created_at", Timestamp.from(trial.createdAt()))
                .param("member", lineage == null ? null : lineage.member())
                .param("born_in", lineage == null ? 0 : lineage.bornIn())
                .param("generation", lineage == null ? 0 : lineage.generation())
                .param("copied_from", lineage == null ? null : lineage.copiedFrom())
                .update();
    }

    public Optional<Trial> find(UUID id) {
        return jdbc.sql("select * from sweeps.trial where id = :id")
                .param("id", id)
                .query(TRIAL)
                .optional();
    }

    /// The trial, where a sweep of the project has it.
    Optional<Trial> findIn(UUID projectId, UUID id) {
        return jdbc.sql("""
                        select t.* from sweeps.trial t join sweeps.sweep s on s.id = t.sweep_id
                        where t.id = :id and s.project_id = :project_id
                        """)
                .param("id", id)
                .param("project_id", projectId)
                .query(TRIAL)
                .optional();
    }

    public Optional<Trial> find(UUID sweepId, int number) {
        return jdbc.sql("select * from sweeps.trial where sweep_id = :sweep_id and number = :number")
                .param("sweep_id", sweepId)
                .param("number", number)
                .query(TRIAL)
                .optional();
    }

    public Optional<Trial> findByKey(UUID sweepId, String askKey) {
        return jdbc.sql("select * from sweeps.trial where sweep_id = :sweep_id and ask_key = :ask_key")
                .param("sweep_id", sweepId)
                .param("ask_key", askKey)
                .query(TRIAL)
                .optional();
    }

    /// By their numbers.
    public List<Trial> all(UUID sweepId) {
        return jdbc.sql("select * from sweeps.trial where sweep_id = :sweep_id order by number")
                .param("sweep_id", sweepId)
                .query(TRIAL)
                .list();
    }

    /// By their numbers, from the one after `after`.
    public List<Trial> list(UUID sweepId, int after, int limit) {
        return jdbc.sql("""
                        select * from sweeps.trial where sweep_id = :sweep_id and number > :after
                        order by number limit :limit
                        """)
                .param("sweep_id", sweepId)
                .param("after", after)
                .param("limit", limit)
                .query(TRIAL)
                .list();
    }

    /// Those of which something may still be learned, by their numbers.
    public List<Trial> unsettled(UUID sweepId) {
        return jdbc.sql("select * from sweeps.trial where sweep_id = :sweep_id and not settled order by number")
                .param("sweep_id", sweepId)
                .query(TRIAL)
                .list();
    }

    public void setSession(UUID id, UUID sessionId, Reason reason) {
        jdbc.sql("""
                        update sweeps.trial set state = 'RUNNING', reason = cast(:reason as jsonb),
                            session_id = :session_id, submissions = submissions + 1
                        where id = :id
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("session_id", sessionId)
                .param("id", id)
                .update();
    }

    /// What is known of its session by now.
    public void setSeen(
            UUID id,
            @Nullable String runId,
            double slotSeconds,
            double cost,
            @Nullable Double value,
            @Nullable Long step) {
        jdbc.sql("""
                        update sweeps.trial set run_id = :run_id,
                            slot_seconds = earlier_slot_seconds + :slot_seconds, cost = earlier_cost + :cost,
                            seen_value = :seen_value, seen_step = :seen_step
                        where id = :id
                        """)
                .param("run_id", runId)
                .param("slot_seconds", slotSeconds)
                .param("cost", cost)
                .param("seen_value", value)
                .param("seen_step", step)
                .param("id", id)
                .update();
    }

    public void setState(UUID id, Trial.State state, Reason reason) {
        jdbc.sql("update sweeps.trial set state = :state, reason = cast(:reason as jsonb) where id = :id")
                .param("state", state.name())
                .param("reason", ReasonColumn.write(reason))
                .param("id", id)
                .update();
    }

    /// @param state one after which none comes
    public void end(UUID id, Trial.State state, Reason reason, @Nullable Double value, Instant now) {
        jdbc.sql("""
                        update sweeps.trial set state = :state, reason = cast(:reason as jsonb), value = :value,
                            ended_at = :now, settled = session_id is null
                        where id = :id
                        """)
                .param("state", state.name())
                .param("reason", ReasonColumn.write(reason))
                .param("value", value)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    public void settle(UUID id) {
        jdbc.sql("update sweeps.trial set settled = true where id = :id")
                .param("id", id)
                .update();
    }

    /// Those that were stopped with the sweep are to be tried once more, by new sessions. What those of a population
    /// had
    /// at their rungs stays: they go on from their checkpoints.
    public void planAgain(UUID sweepId, Reason reason) {
        jdbc.sql("""
                        update sweeps.trial set state = 'PLANNED', reason = cast(:reason as jsonb), session_id = null,
                            run_id = null, seen_value = null, seen_step = null, ended_at = null, settled = false,
                            earlier_slot_seconds = slot_seconds, earlier_cost = cost
                        where sweep_id = :sweep_id and state = 'STOPPED'
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("sweep_id", sweepId)
                .update();
        jdbc.sql("""
                        delete from sweeps.rung r using sweeps.trial t
                        where t.id = r.trial_id and t.sweep_id = :sweep_id and t.state = 'PLANNED' and t.member is null
                        """).param("sweep_id", sweepId).update();
    }

    /// How many trials that ended since `since` failed one after the other, up to the latest.
    public int failuresInRow(UUID sweepId, Instant since) {
        List<String> states = jdbc.sql("""
                        select state from sweeps.trial
                        where sweep_id = :sweep_id and ended_at > :since and state <> 'STOPPED'
                        order by ended_at desc, number desc limit 100
                        """)
                .param("sweep_id", sweepId)
                .param("since", Timestamp.from(since))
                .query((row, number) -> row.getString("state"))
                .list();
        return (int) states.stream().takeWhile("FAILED"::equals).count();
    }

    /// The value at a rung; one that is known stays.
    public void putRung(UUID sweepId, UUID trialId, long step, double value) {
        jdbc.sql("""
                        insert into sweeps.rung (sweep_id, trial_id, step, value)
                        values (:sweep_id, :trial_id, :step, :value) on conflict do nothing
                        """)
                .param("sweep_id", sweepId)
                .param("trial_id", trialId)
                .param("step", step)
                .param("value", value)
                .update();
    }

    /// The highest rung that the trial has come to; 0 before the first.
    public long lastRung(UUID trialId) {
        return jdbc.sql("select coalesce(max(step), 0) from sweeps.rung where trial_id = :trial_id")
                .param("trial_id", trialId)
                .query(Long.class)
                .single();
    }

    /// The highest rung of each trial that has come to one.
    public Map<UUID, Long> lastRungs(UUID sweepId) {
        return jdbc
                .sql("select trial_id, max(step) as step from sweeps.rung where sweep_id = :sweep_id group by trial_id")
                .param("sweep_id", sweepId)
                .query((row, number) -> Map.entry(row.getObject("trial_id", UUID.class), row.getLong("step")))
                .list()
                .stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// What the other trials had at the rung.
    public List<Double> atRung(UUID sweepId, long step, UUID without) {
        return jdbc.sql(
                        "select value from sweeps.rung where sweep_id = :sweep_id and step = :step and trial_id <> :without")
                .param("sweep_id", sweepId)
                .param("step", step)
                .param("without", without)
                .query((row, number) -> row.getDouble("value"))
                .list();
    }

    private static Trial read(ResultSet row) throws SQLException {
        return new Trial(
                row.getObject("id", UUID.class),
                row.getObject("sweep_id", UUID.class),
                row.getInt("number"),
                Trial.State.valueOf(row.getString("state")),
                ReasonColumn.required(row, "reason"),
                Json.MAPPER.readValue(row.getString("parameters"), POINT),
                row.getObject("value", Double.class),
                row.getObject("seen_value", Double.class),
                row.getObject("seen_step", Long.class),
                row.getInt("submissions"),
                row.getObject("session_id", UUID.class),
                row.getString("run_id"),
                row.getDouble("slot_seconds"),
                lineage(row),
                row.getBoolean("settled"),
                row.getTimestamp("created_at").toInstant(),
                TimeColumn.read(row, "ended_at"));
    }

    private static Trial.@Nullable Lineage lineage(ResultSet row) throws SQLException {
        Integer member = row.getObject("member", Integer.class);
        return member == null
                ? null
                : new Trial.Lineage(
                        member,
                        row.getInt("born_in"),
                        row.getInt("generation"),
                        row.getObject("copied_from", Integer.class));
    }
}
