package org.dure.agent.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.dure.agent.wire.Spool;
import org.dure.base.agent.LogChunk;

/// Appends spooled log chunks to a file that the first rank of the gang reads. It is closed after each time: on
/// a network file system that is when others see it.
public final class FileLog implements LogCarrier {

    private final Path file;
    private final Spool spool;

    public FileLog(Path file, Spool spool) {
        this.file = file;
        this.spool = spool;
    }

    @Override
    public void drain() throws IOException {
        while (spool.size() > 0) {
            List<LogChunk> chunks = LogCarrier.oldest(spool);
            String text = chunks.stream().map(LogChunk::text).collect(Collectors.joining());
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            spool.drop(chunks.size());
        }
    }
}
