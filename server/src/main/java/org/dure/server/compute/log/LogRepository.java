package org.dure.server.compute.log;

import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import org.dure.base.agent.LogChunk;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over log chunks.
@Repository
class LogRepository {

    /// Of one session; what comes after is acknowledged and dropped, and the log says so.
    private static final long BYTES_MAX = 64L << 20;

    private record Size(long chunks, long bytes) {}

    private final JdbcClient jdbc;

    LogRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// To be called with the attempt locked.
    void append(UUID sessionId, UUID attemptId, LogChunk chunk) {
        Size before = jdbc.sql("select log_chunks, log_bytes from compute.session where id = :id for update")
                .param("id", sessionId)
                .query((row, number) -> new Size(row.getLong("log_chunks"), row.getLong("log_bytes")))
                .single();
        if (before.bytes() > BYTES_MAX) {
            return;
        }
        long bytes = before.bytes() + chunk.text().length();
        String kept = bytes > BYTES_MAX
                ? "The log is longer than " + (BYTES_MAX >> 20) + " MiB; the rest of it is not kept.\n"
                : chunk.text();
        jdbc.sql("""
                        insert into compute.log_chunk (session_id, number, attempt_id, attempt_chunk, time, text)
                        values (:session_id, :number, :attempt_id, :attempt_chunk, :time, :text)
                        """)
                .param("session_id", sessionId)
                .param("number", before.chunks() + 1)
                .param("attempt_id", attemptId)
                .param("attempt_chunk", chunk.number())
                .param("time", Timestamp.from(chunk.time()))
                .param("text", kept)
                .update();
        jdbc.sql("update compute.session set log_chunks = log_chunks + 1, log_bytes = :bytes where id = :id")
                .param("bytes", bytes)
                .param("id", sessionId)
                .update();
    }

    List<StoredChunk> after(UUID sessionId, long after, int limit) {
        return jdbc.sql("""
                        select l.number, a.number as attempt, l.time, l.text
                        from compute.log_chunk l join compute.attempt a on a.id = l.attempt_id
                        where l.session_id = :session_id and l.number > :after order by l.number limit :limit
                        """)
                .param("session_id", sessionId)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new StoredChunk(
                        row.getLong("number"),
                        row.getInt("attempt"),
                        row.getTimestamp("time").toInstant(),
                        row.getString("text")))
                .list();
    }

    /// The texts of the last `chunks`, the last one first.
    List<String> last(UUID sessionId, int chunks) {
        return jdbc.sql("""
                        select text from compute.log_chunk
                        where session_id = :session_id order by number desc limit :chunks
                        """)
                .param("session_id", sessionId)
                .param("chunks", chunks)
                .query((row, number) -> row.getString("text"))
                .list();
    }
}
