package org.dure.server.compute.curve;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Json;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over curves of sessions.
@Repository
class CurveRepository {

    /// A session whose curve may have grown.
    ///
    /// @param settles whether nothing is to be expected of it after this reading
    record Due(AimSource.Competitor competitor, boolean settles) {}

    private final JdbcClient jdbc;

    CurveRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Those that run, those that were never read, and those that have not come to rest: metrics may come half a minute
    /// after an attempt, an evaluation an hour after the end.
    List<Due> due(Instant now, int limit) {
        return jdbc.sql("""
                        select s.id, s.project_id, s.context,
                            case when s.ended_at is not null then s.ended_at < cast(:now as timestamptz) - interval '1 hour'
                                    or c.evaluated is not null
                                 when s.state = 'WAITING' then coalesce(
                                    (select max(a.fenced_at) from compute.attempt a where a.session_id = s.id)
                                        < cast(:now as timestamptz) - interval '30 seconds', true)
                                 else false end as settles
                        from compute.session s
                        left join compute.curve c on c.session_id = s.id
                        where s.kind <> 'EVALUATION' and s.created_at > cast(:now as timestamptz) - interval '90 days'
                            and (c.session_id is null or not c.settled or s.state in ('RUNNING', 'SAVING'))
                        order by s.ended_at is not null, s.state = 'WAITING', s.id desc limit :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("limit", limit)
                .query((row, number) -> new Due(
                        new AimSource.Competitor(
                                row.getObject("id", UUID.class),
                                row.getObject("project_id", UUID.class),
                                Json.MAPPER.readValue(
                                        row.getString("context"), new TypeReference<Map<String, String>>() {})),
                        row.getBoolean("settles")))
                .list();
    }

    void put(SessionCurve curve, boolean settled, Instant now) {
        Long[] times = curve.points().stream().map(CurveSource.Point::ms).toArray(Long[]::new);
        Double[] points = curve.points().stream().map(CurveSource.Point::value).toArray(Double[]::new);
        jdbc.sql("""
                        insert into compute.curve
                            (session_id, grouped_by, minimize, times_ms, points, evaluated, settled, read_at)
                        values (:session_id, :grouped_by, :minimize, cast(:times as bigint[]),
                            cast(:points as double precision[]), cast(:evaluated as double precision), :settled, :now)
                        on conflict (session_id) do update set grouped_by = excluded.grouped_by,
                            minimize = excluded.minimize, times_ms = excluded.times_ms, points = excluded.points,
                            evaluated = excluded.evaluated, settled = excluded.settled, read_at = excluded.read_at
                        """)
                .param("session_id", curve.sessionId())
                .param("grouped_by", curve.group())
                .param("minimize", curve.minimize())
                .param("times", times)
                .param("points", points)
                .param("evaluated", curve.evaluated())
                .param("settled", settled)
                .param("now", Timestamp.from(now))
                .update();
    }

    List<SessionCurve> of(Collection<UUID> sessions) {
        return jdbc.sql("select * from compute.curve where session_id = any(cast(:ids as uuid[]))")
                .param("ids", sessions.toArray(UUID[]::new))
                .query((row, number) -> curve(row))
                .list();
    }

    static SessionCurve curve(ResultSet row) throws SQLException {
        Array times = row.getArray("times_ms");
        Array points = row.getArray("points");
        Long[] ms = (Long[]) times.getArray();
        Double[] values = (Double[]) points.getArray();
        List<CurveSource.Point> all = new ArrayList<>();
        for (int i = 0; i < ms.length; i++) {
            all.add(new CurveSource.Point(ms[i], values[i]));
        }
        return new SessionCurve(
                row.getObject("session_id", UUID.class),
                row.getString("grouped_by"),
                row.getBoolean("minimize"),
                all,
                row.getObject("evaluated", Double.class));
    }
}
