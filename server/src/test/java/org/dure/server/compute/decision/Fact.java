package org.dure.server.compute.decision;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.server.compute.curve.CurveSource;
import org.dure.server.compute.roster.Member;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the rows say of one who takes part in a pool, read otherwise than the roster reads it.
///
/// @param group   empty where nothing tells on what it competes
/// @param seconds that its attempts have run which are over, to the whole
record Fact(
        UUID project,
        String group,
        String pool,
        String state,
        boolean over,
        boolean paused,
        @Nullable Instant retryAt,
        int lost,
        long seconds,
        @Nullable Instant runsSince,
        Instant waitsSince,
        List<Double> points,
        @Nullable Double evaluated) {

    /// As the roster knows it.
    static Fact of(Member member) {
        String group = member.curve().group();
        return new Fact(
                member.project(),
                group == null ? "" : group,
                member.pool(),
                member.state().name(),
                member.over(),
                member.paused(),
                member.retryAt(),
                member.asks().lost(),
                Math.round(member.seconds()),
                member.runsSince(),
                member.waitsSince(),
                member.curve().points().stream().map(CurveSource.Point::value).toList(),
                member.curve().evaluated());
    }

    /// A question for each fact: of those of the pool that are not over and no evaluations, and of those over in the
    /// groups in which they compete, of which something is known.
    static Map<UUID, Fact> read(JdbcClient jdbc, String pool) {
        Map<UUID, Fact> all = new HashMap<>();
        jdbc.sql("""
                        select s.id, s.project_id, s.pool, s.state, s.ended_at is not null as over,
                            s.paused_at is not null as paused, s.retry_at,
                            (select count(*) from compute.attempt a where a.session_id = s.id and a.state = 'LOST') as lost,
                            (select coalesce(sum(extract(epoch from a.fenced_at) - extract(epoch from k.running_at)), 0)
                                from compute.attempt a, compute.attempt_cost k
                                where a.session_id = s.id and k.attempt_id = a.id and a.fenced_at is not null) as seconds,
                            (select k.running_at from compute.attempt a, compute.attempt_cost k
                                where a.session_id = s.id and k.attempt_id = a.id and a.fenced_at is null) as runs_since,
                            coalesce((select max(a.fenced_at) from compute.attempt a where a.session_id = s.id),
                                s.created_at) as waits_since,
                            (select c.grouped_by from compute.curve c where c.session_id = s.id) as grouped_by,
                            (select c.points from compute.curve c where c.session_id = s.id) as points,
                            (select c.evaluated from compute.curve c where c.session_id = s.id) as evaluated
                        from compute.session s where s.kind <> 'EVALUATION'
                        """).query(row -> {
            all.put(row.getObject("id", UUID.class), of(row));
        });
        Set<String> groups = new HashSet<>();
        all.values().stream()
                .filter(fact -> !fact.over() && fact.pool().equals(pool))
                .filter(fact -> !fact.group().isEmpty())
                .forEach(fact -> groups.add(fact.project() + fact.group()));
        all.values()
                .removeIf(fact -> fact.over()
                        ? !groups.contains(fact.project() + fact.group())
                                || fact.points().isEmpty() && fact.evaluated() == null
                        : !fact.pool().equals(pool));
        return all;
    }

    private static Fact of(ResultSet row) throws SQLException {
        String group = row.getString("grouped_by");
        return new Fact(
                row.getObject("project_id", UUID.class),
                group == null ? "" : group,
                row.getString("pool"),
                row.getString("state"),
                row.getBoolean("over"),
                row.getBoolean("paused"),
                instant(row, "retry_at"),
                row.getInt("lost"),
                Math.round(row.getDouble("seconds")),
                instant(row, "runs_since"),
                row.getTimestamp("waits_since").toInstant(),
                row.getArray("points") == null
                        ? List.of()
                        : List.of((Double[]) row.getArray("points").getArray()),
                row.getObject("evaluated", Double.class));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
