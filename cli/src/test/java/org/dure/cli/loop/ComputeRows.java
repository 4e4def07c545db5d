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
            Map.entry("a session that ran twice at a time", """
                    select a.session_id::text from compute.attempt a join compute.attempt b
                    on a.session_id = b.session_id and a.number < b.number
                    join compute.lease l on l.attempt_id = a.id and b.created_at < l.until_time"""),
            Map.entry("an attempt that made room without having been asked to", """
                    select a.id::text from compute.attempt a where a.state = 'PREEMPTED'
                    and not exists (select from compute.preemption m where m.attempt_id = a.id)"""),
            Map.entry("a session given up before three attempts were lost", """
                    select s.id::text from compute.session s where s.state = 'LOST' and (select count(*)
                    from compute.attempt a where a.session_id = s.id and a.state = 'LOST' and not exists
                    (select from compute.preemption m where m.attempt_id = a.id)) < 3"""),
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
