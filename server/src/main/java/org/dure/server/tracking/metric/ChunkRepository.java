package org.dure.server.tracking.metric;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.dure.server.tracking.point.Extent;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over chunks, the points at rest.
@Repository
class ChunkRepository {

    /// Under this key stand the chunks that hold several series.
    static final int MIXED = 0;

    private static final int CHUNKS_AT_ONCE = 64;

    /// A chunk to be written.
    record Chunk(int key, Extent extent, byte[] data) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    ChunkRepository(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    List<byte[]> mixed(long runId) {
        return data("where run_id = ? and key_id = ? order by ordinal", runId, MIXED);
    }

    void deleteMixed(long runId) {
        jdbc.sql("delete from tracking.chunk where run_id = :run_id and key_id = :mixed")
                .param("run_id", runId)
                .param("mixed", MIXED)
                .update();
    }

    void insert(long runId, List<Chunk> chunks) {
        batches.batchUpdate("""
                insert into tracking.chunk (run_id, key_id, ordinal, points, min_step, max_step, min_ms, max_ms,
                    climbs, data)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, chunks, Math.max(1, chunks.size()), (statement, chunk) -> {
            statement.setLong(1, runId);
            statement.setInt(2, chunk.key());
            statement.setInt(3, chunk.extent().ordinal());
            statement.setInt(4, chunk.extent().points());
            statement.setLong(5, chunk.extent().minStep());
            statement.setLong(6, chunk.extent().maxStep());
            statement.setLong(7, chunk.extent().minMs());
            statement.setLong(8, chunk.extent().maxMs());
            statement.setBoolean(9, chunk.extent().climbs());
            statement.setBytes(10, chunk.data());
        });
    }

    /// In order, from `from` to `to`, both included.
    List<byte[]> data(long runId, int key, int from, int to) {
        return data(
                "where run_id = ? and key_id = ? and ordinal between ? and ? order by ordinal", runId, key, from, to);
    }

    /// Of the chunks that hold this series alone, in order.
    List<Extent> extents(long runId, int key) {
        return jdbc.sql("""
                        select ordinal as place, points, min_step, max_step, min_ms, max_ms, climbs
                        from tracking.chunk where run_id = :run_id and key_id = :key order by ordinal
                        """)
                .param("run_id", runId)
                .param("key", key)
                .query((row, number) -> extent(row))
                .list();
    }

    /// Takes what may hold points of the series with this key; of any series, where it is `MIXED`.
    interface KeyHolder {
        void take(int key, byte[] data);
    }

    /// Gives what may hold points within these bounds, in no order. Within a transaction, so that they come a few at a
    /// time.
    ///
    /// @param byKey by key id
    void forEachMeeting(long runId, Map<Integer, Extent> byKey, KeyHolder holder) {
        List<Integer> keys = List.copyOf(byKey.keySet());
        List<Extent> extents = keys.stream().map(byKey::get).toList();
        jdbc.sql("""
                        select key_id, data from tracking.chunk where run_id = :run_id and key_id = :mixed
                        union all
                        select c.key_id, c.data
                        from unnest(cast(:keys as int[]), cast(:min_step as bigint[]), cast(:max_step as bigint[]),
                            cast(:min_ms as bigint[]), cast(:max_ms as bigint[]))
                            as f (key_id, min_step, max_step, min_ms, max_ms)
                        join tracking.chunk c on c.run_id = :run_id and c.key_id = f.key_id
                            and c.min_step <= f.max_step and c.max_step >= f.min_step
                            and c.min_ms <= f.max_ms and c.max_ms >= f.min_ms
                        """)
                .param("run_id", runId)
                .param("mixed", MIXED)
                .param("keys", keys.toArray(Integer[]::new))
                .param("min_step", longs(extents, Extent::minStep))
                .param("max_step", longs(extents, Extent::maxStep))
                .param("min_ms", longs(extents, Extent::minMs))
                .param("max_ms", longs(extents, Extent::maxMs))
                .withFetchSize(CHUNKS_AT_ONCE)
                .query((RowCallbackHandler) row -> holder.take(row.getInt("key_id"), row.getBytes("data")));
    }

    private static Long[] longs(List<Extent> extents, ToLongFunction<Extent> column) {
        return extents.stream().map(column::applyAsLong).toArray(Long[]::new);
    }

    /// Where the points of a series lie at one moment.
    ///
    /// @param own     the chunks that hold it alone, in order
    /// @param mixed   the data of chunks that may hold the rest of it
    /// @param journal the data of the journal's rows that may hold what came after, in order
    record Places(List<Extent> own, List<byte[]> mixed, List<byte[]> journal) {}

    Places places(long runId, int key) {
        Places places = new Places(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        jdbc.sql("""
                        select 1 as kind, ordinal as place, points, min_step, max_step, min_ms, max_ms, climbs, null as data
                        from tracking.chunk where run_id = :run_id and key_id = :key
                        union all
                        select 2, ordinal, 0, 0, 0, 0, 0, false, data
                        from tracking.chunk where run_id = :run_id and key_id = :mixed
                        union all
                        select 3, seq, 0, 0, 0, 0, 0, false, data from tracking.journal where run_id = :run_id
                        order by kind, place
                        """)
                .param("run_id", runId)
                .param("key", key)
                .param("mixed", MIXED)
                .query(row -> {
                    switch (row.getInt("kind")) {
                        case 1 -> places.own().add(extent(row));
                        case 2 -> places.mixed().add(row.getBytes("data"));
                        default -> places.journal().add(row.getBytes("data"));
                    }
                });
        return places;
    }

    /// Takes what may hold a point of a run.
    interface Holder {
        void take(long runId, boolean journal, byte[] data);
    }

    /// Gives what may hold points of the series at this step.
    void forEachAt(Long[] runIds, int key, long step, Holder holder) {
        jdbc.sql("""
                        select run_id, false as journal, data from tracking.chunk
                        where run_id = any(cast(:ids as bigint[])) and key_id = :mixed
                        union all
                        select run_id, false, data from tracking.chunk
                        where run_id = any(cast(:ids as bigint[])) and key_id = :key
                            and :step between min_step and max_step
                        union all
                        select run_id, true, data from tracking.journal where run_id = any(cast(:ids as bigint[]))
                        """)
                .param("ids", runIds)
                .param("mixed", MIXED)
                .param("key", key)
                .param("step", step)
                .query(row -> {
                    holder.take(row.getLong("run_id"), row.getBoolean("journal"), row.getBytes("data"));
                });
    }

    private static Extent extent(ResultSet row) throws SQLException {
        return new Extent(
                row.getInt("place"),
                row.getInt("points"),
                row.getLong("min_step"),
                row.getLong("max_step"),
                row.getLong("min_ms"),
                row.getLong("max_ms"),
                row.getBoolean("climbs"));
    }

    private List<byte[]> data(String clauses, Object... parameters) {
        return jdbc.sql("select data from tracking.chunk " + clauses)
                .params(parameters)
                .query((row, number) -> row.getBytes("data"))
                .list();
    }
}
