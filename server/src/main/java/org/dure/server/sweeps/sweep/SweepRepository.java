package org.dure.server.sweeps.sweep;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.people.Permission;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Job;
import org.dure.server.sweeps.Limits;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.Population;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.search.Algorithm;
import org.dure.server.sweeps.search.Parameter;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/// All SQL over sweeps themselves.
@Repository
class SweepRepository {

    private static final double HOUR_SECONDS = 3600;
    private static final TypeReference<List<Parameter>> PARAMETERS = new TypeReference<>() {};
    private static final TypeReference<Set<Permission>> PERMISSIONS = new TypeReference<>() {};

    /// How far each has come is counted from its trials.
    private static final String SWEEPS = """
            select s.*, p.* from sweeps.sweep s
            cross join lateral (
                select count(*) as made,
                       count(*) filter (where t.state in ('PLANNED', 'RUNNING', 'PAUSED', 'JUDGING')) as open,
                       count(*) filter (where t.state = 'DONE') as done,
                       count(*) filter (where t.state = 'STOPPED_EARLY') as stopped_early,
                       count(*) filter (where t.state = 'FAILED') as failed,
                       coalesce(sum(t.slot_seconds), 0) as slot_seconds,
                       coalesce(sum(t.cost), 0) as spent,
                       min(t.value) filter (where t.state = 'DONE') as least,
                       max(t.value) filter (where t.state = 'DONE') as greatest,
                       (array_agg(t.number order by t.value, t.number) filter (where t.state = 'DONE'))[1] as least_trial,
                       (array_agg(t.number order by t.value desc, t.number) filter (where t.state = 'DONE'))[1]
                           as greatest_trial
                from sweeps.trial t where t.sweep_id = s.id) p
            """;

    /// A job that an earlier version wrote lacks what is new.
    private static final ObjectReader JOB =
            Json.MAPPER.readerFor(Job.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private static final RowMapper<Sweep> SWEEP = (row, number) -> read(row);

    private final JdbcClient jdbc;

    SweepRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @throws org.springframework.dao.DuplicateKeyException where the name is taken within the project
    void insert(Sweep sweep) {
        Set<Permission> permissions = sweep.owner().permissions();
        jdbc.sql("""
                        insert into sweeps.sweep (id, project_id, name, state, reason, algorithm, seed, parameters,
                            objective, early_stop, population, job, trials, parallel, slot_hours, cost, account_id, permissions,
                            created_by, created_at, resumed_at)
                        values (:id, :project_id, :name, :state, cast(:reason as jsonb), :algorithm, :seed,
                            cast(:parameters as jsonb), cast(:objective as jsonb), cast(:early_stop as jsonb),
                            cast(:population as jsonb), cast(:job as jsonb), :trials, :parallel, :slot_hours, :cost, :account_id,
                            cast(:permissions as jsonb), :created_by, :created_at, :created_at)
                        """)
                .param("id", sweep.id())
                .param("project_id", sweep.projectId())
                .param("name", sweep.name())
                .param("state", sweep.state().name())
                .param("reason", ReasonColumn.write(sweep.reason()))
                .param("algorithm", sweep.algorithm().name())
                .param("seed", sweep.seed())
                .param("parameters", Json.MAPPER.writeValueAsString(sweep.parameters()))
                .param("objective", Json.MAPPER.writeValueAsString(sweep.objective()))
                .param("early_stop", json(sweep.earlyStop()))
                .param("population", json(sweep.population()))
                .param("job", json(sweep.job()))
                .param("trials", sweep.limits().trials())
                .param("parallel", sweep.limits().parallel())
                .param("slot_hours", sweep.limits().slotHours())
                .param("cost", sweep.limits().cost())
                .param("account_id", sweep.owner().accountId())
                .param("permissions", json(permissions))
                .param("created_by", sweep.owner().name())
                .param("created_at", Timestamp.from(sweep.createdAt()))
                .update();
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.MAPPER.writeValueAsString(value);
    }

    Optional<Sweep> find(UUID id) {
        return jdbc.sql(SWEEPS + " where s.id = :id")
                .param("id", id)
                .query(SWEEP)
                .optional();
    }

    /// Nobody else changes the sweep or its trials until the transaction ends.
    ///
    /// @return whether it is there
    boolean lock(UUID id) {
        return jdbc.sql("select 1 from sweeps.sweep where id = :id for update")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// As `lock`, but does not wait for whoever holds it.
    boolean tryLock(UUID id) {
        return jdbc.sql("select 1 from sweeps.sweep where id = :id for update skip locked")
                .param("id", id)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /// Those that go on, and those that wait for the end of what they have begun.
    List<UUID> open() {
        return jdbc.sql("""
                        select id from sweeps.sweep s
                        where state = 'RUNNING'
                           or exists (select 1 from sweeps.trial t where t.sweep_id = s.id and not t.settled)
                        order by id
                        """)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /// The newest first.
    List<Sweep> list(UUID projectId, boolean archived, @Nullable UUID after, int limit) {
        return jdbc.sql(SWEEPS + """
                        where s.project_id = :project_id and (s.archived_at is not null) = :archived
                          and (cast(:after as uuid) is null or s.id < :after)
                        order by s.id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("archived", archived)
                .param("after", after)
                .param("limit", limit)
                .query(SWEEP)
                .list();
    }

    /// @param endedAt null where it is not over
    void setState(UUID id, Sweep.State state, Reason reason, @Nullable Instant endedAt) {
        jdbc.sql("""
                        update sweeps.sweep set state = :state, reason = cast(:reason as jsonb), ended_at = :ended_at
                        where id = :id
                        """)
                .param("state", state.name())
                .param("reason", ReasonColumn.write(reason))
                .param("ended_at", TimeColumn.write(endedAt))
                .param("id", id)
                .update();
    }

    void setResumed(UUID id, Limits limits, Instant now) {
        jdbc.sql("""
                        update sweeps.sweep set resumed_at = :now, trials = :trials, parallel = :parallel,
                            slot_hours = :slot_hours, cost = :cost, archived_at = null
                        where id = :id
                        """)
                .param("now", Timestamp.from(now))
                .param("trials", limits.trials())
                .param("parallel", limits.parallel())
                .param("slot_hours", limits.slotHours())
                .param("cost", limits.cost())
                .param("id", id)
                .update();
    }

    void setArchived(UUID id, @Nullable Instant at) {
        jdbc.sql("update sweeps.sweep set archived_at = :at where id = :id")
                .param("at", TimeColumn.write(at))
                .param("id", id)
                .update();
    }

    private static Sweep read(ResultSet row) throws SQLException {
        Objective objective = Json.MAPPER.readValue(row.getString("objective"), Objective.class);
        boolean least = objective.direction() == Direction.MINIMIZE;
        String job = row.getString("job");
        return new Sweep(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                Sweep.State.valueOf(row.getString("state")),
                ReasonColumn.required(row, "reason"),
                Algorithm.Kind.valueOf(row.getString("algorithm")),
                row.getLong("seed"),
                Json.MAPPER.readValue(row.getString("parameters"), PARAMETERS),
                objective,
                read(row, "early_stop", EarlyStop.class),
                read(row, "population", Population.class),
                job == null ? null : JOB.<Job>readValue(job),
                new Limits(
                        row.getInt("trials"),
                        row.getInt("parallel"),
                        row.getObject("slot_hours", Double.class),
                        row.getObject("cost", Double.class)),
                new Sweep.Owner(row.getObject("account_id", UUID.class), row.getString("created_by"), permissions(row)),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("resumed_at").toInstant(),
                TimeColumn.read(row, "ended_at"),
                row.getTimestamp("archived_at") != null,
                new Sweep.Progress(
                        row.getInt("made"),
                        row.getInt("open"),
                        row.getInt("done"),
                        row.getInt("stopped_early"),
                        row.getInt("failed"),
                        row.getDouble("slot_seconds") / HOUR_SECONDS,
                        row.getDouble("spent"),
                        row.getObject(least ? "least" : "greatest", Double.class),
                        row.getObject(least ? "least_trial" : "greatest_trial", Integer.class)));
    }

    private static <T> @Nullable T read(ResultSet row, String column, Class<T> type) throws SQLException {
        String json = row.getString(column);
        return json == null ? null : Json.MAPPER.readValue(json, type);
    }

    private static @Nullable Set<Permission> permissions(ResultSet row) throws SQLException {
        String json = row.getString("permissions");
        return json == null ? null : Json.MAPPER.readValue(json, PERMISSIONS);
    }
}
