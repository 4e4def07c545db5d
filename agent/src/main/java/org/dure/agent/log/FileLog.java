package org.dure.agent.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;
import org.dure.base.agent.LogChunk;

/// Appends spooled log chunks to a file that the first rank of the gang reads. It is closed after each time: on
/// a network file system that is when others see it.
public final class FileLog implements LogCarrier {

    private static final int CHUNKS_MAX = 64;
    private static final long BYTES_MAX = 512 << 10;

    private final Path file;
    private final Spool spool;

    public FileLog(Path file, Spool spool) {
        this.file = file;
        this.spool = spool;
    }

    @Override
    public void drain() throws IOException {
        while (spool.size() > 0) {
            List<byte[]> records = spool.first(CHUNKS_MAX, BYTES_MAX);
            StringBuilder text = new StringBuilder();
            for (byte[] record : records) {
                text.append(Json.MAPPER.readValue(record, LogChunk.class).text());
            }
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            spool.drop(records.size());
        }
    }
}
