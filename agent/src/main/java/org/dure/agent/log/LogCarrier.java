package org.dure.agent.log;

import java.io.IOException;
import java.util.List;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;
import org.dure.base.agent.LogChunk;

/// Takes what is spooled of a log to where it is kept.
public interface LogCarrier {

    int CHUNKS_MAX = 64;
    long BYTES_MAX = 512 << 10;

    /// Carries what is there now; returns when the spool is empty.
    void drain() throws IOException, AttemptOverException, InterruptedException;

    /// As many chunks as are carried at once.
    static List<LogChunk> oldest(Spool spool) throws IOException {
        return spool.first(CHUNKS_MAX, BYTES_MAX).stream()
                .map(record -> Json.MAPPER.readValue(record, LogChunk.class))
                .toList();
    }
}
