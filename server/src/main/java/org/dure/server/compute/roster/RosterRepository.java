package org.dure.server.compute.roster;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.compute.Session;
import org.dure.server.compute.curve.CurveService;
import org.dure.server.compute.curve.SessionCurve;
import org.dure.server.compute.queue.Queue;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over who takes part in a pool.
@Repository
class RosterRepository {

    static final int OVER_MOST = 1_000;

    /// What is new.
    ///
    /// @param oldest  the oldest transaction that is open: all before it can be seen, or were undone
    /// @param written sessions of any pool of which a row was written
    record News(String oldest, Instant now, Set<UUID> written) {}

    private final JdbcClient jdbc;
    private final CurveService curves;

    RosterRepository(JdbcClient jdbc, CurveService curves) {
        this.jdbc = jdbc;
        this.curves = curves;
    }

    /// @param since the transaction from which on; null for the oldest that is open
    News news(@Nullable String since) {
        return jdbc.sql("""
                        select cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as oldest, now() as now, array(
                            select id from compute.session where changed >= %1$s
                            union select session_id from compute.curve where changed >= %1$s
                            union select session_id from compute.attempt where changed >= %1$s
                            union select a.session_id from compute.attempt_cost k
                                join compute.attempt a on a.id = k.attempt_id where k.changed >= %1$s) as written
                        """.formatted("coalesce(cast(:since as xid8), pg_snapshot_xmin(pg_current_snapshot()))"))
                .param("since", since)
                .query((row, number) -> new News(
                        row.getString("oldest"), row.getTimestamp("now").toInstant(), Set.of((UUID[])
                                row.getArray("written").getArray())))
                .single();
    }

    /// Those that are not over in the pool.
    Set<UUID> open(String pool) {
        return ids(jdbc.sql("select id from compute.session where pool = :pool and ended_at is null")
                .param("pool", pool));
    }

    /// Those of the groups that are over, in any pool, of which something is known: the newest.
    Set<UUID> over(Collection<String> groups) {
        return ids(jdbc.sql("""
                        select e.id from compute.session e join compute.curve c on c.session_id = e.id
                        where c.grouped_by = any(cast(:groups as text[])) and e.ended_at is not null
                            and (cardinality(c.points) > 0 or c.evaluated is not null)
                        order by e.id desc limit :most
                        """).param("groups", groups.toArray(String[]::new)).param("most", OVER_MOST));
    }

    private static Set<UUID> ids(JdbcClient.StatementSpec query) {
        return new HashSet<>(query.query(UUID.class).list());
    }

    List<Member> members(Collection<UUID> sessions) {
        if (sessions.isEmpty()) {
            return List.of();
        }
        Map<UUID, SessionCurve> known = curves.of(sessions);
        return jdbc.sql("""
                        select s.id, s.project_id, s.pool, s.kind, s.state, s.command, s.cpus, s.memory_bytes, s.gpus,
                            s.nodes, s.created_at, s.ended_at is not null as over, s.paused_at is not null as paused, s.retry_at,
                            coalesce(u.lost, 0) as lost, coalesce(u.seconds, 0) as seconds, u.runs_since,
                            coalesce(u.last_end, s.created_at) as waits_since
                        from compute.session s
                        left join (
                            select a.session_id, count(*) filter (where a.state = 'LOST') as lost,
                                sum(extract(epoch from a.fenced_at - k.running_at)) as seconds,
                                max(k.running_at) filter (where a.fenced_at is null) as runs_since,
                                max(a.fenced_at) as last_end
                            from compute.attempt a left join compute.attempt_cost k on k.attempt_id = a.id
                            where a.session_id = any(cast(:ids as uuid[]))
                            group by a.session_id) u on u.session_id = s.id
                        where s.id = any(cast(:ids as uuid[]))
                        """)
                .param("ids", sessions.toArray(UUID[]::new))
                .query((row, number) -> member(row, known.get(row.getObject("id", UUID.class))))
                .list();
    }

    private static Member member(ResultSet row, @Nullable SessionCurve curve) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        Queue.Waiting asks = new Queue.Waiting(
                id,
                row.getObject("project_id", UUID.class),
                Session.Kind.valueOf(row.getString("kind")),
                new Session.Needs(
                        row.getDouble("cpus"), row.getLong("memory_bytes"), row.getInt("gpus"), row.getInt("nodes")),
                row.getInt("lost"));
        return new Member(
                asks,
                row.getString("pool"),
                Session.State.valueOf(row.getString("state")),
                row.getBoolean("over"),
                row.getBoolean("paused"),
                TimeColumn.read(row, "retry_at"),
                Json.MAPPER.readValue(row.getString("command"), new TypeReference<List<String>>() {}),
                row.getDouble("seconds"),
                TimeColumn.read(row, "runs_since"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("waits_since").toInstant(),
                curve == null ? new SessionCurve(id, null, true, List.of(), null) : curve);
    }
}
