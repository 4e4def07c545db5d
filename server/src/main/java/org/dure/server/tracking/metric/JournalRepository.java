package org.dure.server.tracking.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over the journal: what was logged, as it came.
@Repository
class JournalRepository {

    /// Points of one request to one run, not yet written.
    ///
    /// @param data as `JournalFormat` gives it
    record Entry(long runId, int points, byte[] data) {}

    /// A row of the journal.
    record Row(long seq, byte[] data) {}

    private static final int ROWS_AT_ONCE = 64;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    JournalRepository(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    void insert(List<Entry> entries) {
        batches.batchUpdate(
                "insert into tracking.journal (run_id, points, data) values (?, ?, ?)",
                entries,
                entries.size(),
                (statement, entry) -> {
                    statement.setLong(1, entry.runId());
                    statement.setInt(2, entry.points());
                    statement.setBytes(3, entry.data());
                });
    }

    /// Those that `series` does not count yet, in order.
    List<Row> unsettled(long runId) {
        return jdbc.sql("select seq, data from tracking.journal where run_id = :run_id and not settled order by seq")
                .param("run_id", runId)
                .query((row, number) -> new Row(row.getLong("seq"), row.getBytes("data")))
                .list();
    }

    void settle(long runId, List<Row> rows) {
        jdbc.sql("""
                        update tracking.journal set settled = true
                        where run_id = :run_id and seq = any(cast(:seqs as bigint[]))
                        """).param("run_id", runId).param("seqs", seqs(rows)).update();
    }

    /// Gives the data of all rows that `series` counts, in no order. Within a transaction, so that they come a few at
    /// a time.
    void forEachSettled(long runId, Consumer<byte[]> reader) {
        jdbc.sql("select data from tracking.journal where run_id = :run_id and settled")
                .param("run_id", runId)
                .withFetchSize(ROWS_AT_ONCE)
                .query((RowCallbackHandler) row -> reader.accept(row.getBytes("data")));
    }

    /// In order; at most about `pointsMost` points, so that a long backlog is taken in pieces.
    List<Row> settled(long runId, int pointsMost) {
        return jdbc.sql("""
                        select seq, data from (
                            select seq, data, sum(points) over (order by seq) - points as before
                            from tracking.journal where run_id = :run_id and settled
                        ) as rows
                        where before < :most order by seq
                        """)
                .param("run_id", runId)
                .param("most", pointsMost)
                .query((row, number) -> new Row(row.getLong("seq"), row.getBytes("data")))
                .list();
    }

    void delete(long runId, List<Row> rows) {
        jdbc.sql("delete from tracking.journal where run_id = :run_id and seq = any(cast(:seqs as bigint[]))")
                .param("run_id", runId)
                .param("seqs", seqs(rows))
                .update();
    }

    /// Runs with rows that `series` does not count yet, with their experiments.
    Map<Long, Long> unsettledRuns() {
        Map<Long, Long> found = new HashMap<>();
        jdbc.sql("""
                        select r.id, r.experiment_id from tracking.run r
                        where r.id in (select run_id from tracking.journal where not settled)
                        """).query(row -> {
            found.put(row.getLong("id"), row.getLong("experiment_id"));
        });
        return found;
    }

    /// Runs whose journal is to be folded into chunks: it has grown past one of the limits, or the run has ended, or
    /// has been quiet. Of a quiet run that goes on now and then only what is worth writing its shared chunks anew.
    List<Long> ripe(int points, int rows, int quietSeconds, int longQuietSeconds) {
        return jdbc.sql("""
                        select j.run_id
                        from (
                            select run_id, sum(points) as points, count(*) as rows, max(written_at) as last
                            from tracking.journal group by run_id
                        ) as j
                        join tracking.run r on r.id = j.run_id
                        where j.points >= :points or j.rows >= :rows
                            or j.last < now() - make_interval(secs => :long_quiet)
                            or j.last < now() - interval '2 s' and r.status in ('FINISHED', 'FAILED', 'KILLED')
                            or j.last < now() - make_interval(secs => :quiet) and j.points * 4 >= (
                                select coalesce(sum(c.points), 0) from tracking.chunk c
                                where c.run_id = j.run_id and c.key_id = 0)
                        order by j.last limit 1000
                        """)
                .param("points", points)
                .param("rows", rows)
                .param("quiet", quietSeconds)
                .param("long_quiet", longQuietSeconds)
                .query((row, number) -> row.getLong("run_id"))
                .list();
    }

    private static Long[] seqs(List<Row> rows) {
        return rows.stream().map(Row::seq).toArray(Long[]::new);
    }
}
