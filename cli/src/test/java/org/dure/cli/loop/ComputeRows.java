package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold in the rows of sessions and their runs when all sessions have ended.
record ComputeRows(Connection database) {

    private static final Duration SETTLED_LIMIT = Duration.ofSeconds(90);

    /// Each finds what breaks its law.
    private static final Map<String, String> LAWS = Map.ofEntries(
            Map.entry("an attempt without exactly one lease", """
                    select a.id || ' has ' || count(l.slot) from compute.attempt a
                    left join compute.lease l on l.attempt_id = a.id group by a.id having count(l.slot) <> 1"""),
            Map.entry("a slot held twice at a time", """
                    select a.attempt_id || ' and ' || b.attempt_id from compute.lease a join compute.lease b
                    on a.slot = b.slot and a.attempt_id < b.attempt_id and a.from_time < b.until_time
                    and b.from_time < a.until_time"""),
            Map.entry("attempts that are not numbered from 1", """
                    select session_id::text from compute.attempt group by session_id
                    having min(number) <> 1 or max(number) <> count(*)"""),
            Map.entry("steps that are not numbered from 1", """
                    select session_id::text from compute.transition group by session_id
                    having min(number) <> 1 or max(number) <> count(*)"""),
            Map.entry("a session that has not ended exactly once", """
                    select session_id::text from compute.transition group by session_id having count(*) filter
                    (where state in ('SUCCEEDED', 'FAILED', 'STOPPED', 'LOST')) <> 1"""),
            Map.entry("log chunks with a gap", """
                    select session_id::text from compute.log_chunk group by session_id
                    having min(number) <> 1 or max(number) <> count(*)"""),
            Map.entry("an attempt's chunks with a gap", """
                    select attempt_id::text from compute.log_chunk group by attempt_id
                    having min(attempt_chunk) <> 1 or max(attempt_chunk) <> count(*)"""),
            Map.entry("a run that does not say how its session ended", """
                    select s.id || ': ' || coalesce(r.status, 'no run') from compute.session s
                    left join tracking.run r on r.session_id = s.id and not r.nested
                    where s.kind = 'TRAINING' and r.status is distinct from case s.state when 'SUCCEEDED' then 'FINISHED' else 'FAILED' end"""),
            Map.entry("a metric's count that is not the number of its points", """
                    select s.run_id || ' ' || s.key || ': ' || s.n from tracking.series s
                    where s.n <> (select count(*) from tracking.point p where p.series_id = s.id)"""),
            Map.entry("a metric that was not logged once a step by a session of one attempt", """
                    select s.session_id || ': ' || count(p.step) || ' points' from tracking.run s
                    join compute.session c on c.id = s.session_id and c.state = 'SUCCEEDED' and c.name = 'counting'
                    left join tracking.series m on m.run_id = s.id and m.key = 'loss'
                    left join tracking.point p on p.series_id = m.id
                    where (select count(*) from compute.attempt a where a.session_id = c.id) = 1
                    group by s.session_id having count(p.step) <> %1$d or count(distinct p.step) <> %1$d""".formatted(
                            SessionWork.LINES)),
            Map.entry("a step of a metric that is missing after a lost attempt", """
                    select s.session_id || ': ' || count(distinct p.step) || ' steps' from tracking.run s
                    join compute.session c on c.id = s.session_id and c.state = 'SUCCEEDED' and c.name = 'counting'
                    left join tracking.series m on m.run_id = s.id and m.key = 'loss'
                    left join tracking.point p on p.series_id = m.id
                    group by s.session_id having count(distinct p.step) <> %1$d""".formatted(SessionWork.LINES)),
            Map.entry("an output that is no artifact of the run", """
                    select o.session_id || ' ' || o.path from compute.output o
                    join tracking.run r on r.session_id = o.session_id and not r.nested
                    where not exists (select from tracking.artifact a where a.owner_id = r.uuid
                    and a.path = o.path and a.sha256 = o.sha256)"""));

    /// @param sessions those that were acknowledged
    void verify(Set<String> sessions) throws InterruptedException, SQLException {
        assertThat(Rows.strings(database, "select id from compute.session where kind = 'TRAINING'"))
                .as("each submitted session, once")
                .containsExactlyInAnyOrderElementsOf(sessions);
        Await.until(SETTLED_LIMIT, () -> unsettled().isEmpty() ? true : null);
        assertThat(unsettled()).as("what has not come to rest").isEmpty();
        for (Map.Entry<String, String> law : LAWS.entrySet()) {
            assertThat(Rows.strings(database, law.getValue())).as(law.getKey()).isEmpty();
        }
    }

    private List<String> unsettled() {
        try {
            return Rows.strings(database, """
                    select 'attempt ' || id from compute.attempt where settled_at is null
                    union all select 'lease of ' || attempt_id from compute.lease where until_time is null
                    union all select 'run of ' || session_id from tracking.run
                    where session_id is not null and not nested and not session_ended""");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
