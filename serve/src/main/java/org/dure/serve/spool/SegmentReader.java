package org.dure.serve.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.dure.base.Json;
import org.dure.base.serving.ServeEvent;
import tools.jackson.core.JacksonException;

/// Reads the whole lines of a segment's durable part.
final class SegmentReader {

    private static final System.Logger LOG = System.getLogger(SegmentReader.class.getName());

    private SegmentReader() {}

    /// Events from `offset` on, at most `countMax`, and no more than `bytesMax` bytes but for a single event.
    ///
    /// @param size the durable bytes of the segment
    static Spool.Batch read(Path file, long segment, long offset, long size, int countMax, int bytesMax)
            throws IOException {
        byte[] bytes = new byte[Math.toIntExact(size - offset)];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    throw new IOException(file + " is shorter than what was written to it");
                }
            }
        }
        List<String> lines = new ArrayList<>();
        List<ServeEvent> events = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length && events.size() < countMax; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (i > bytesMax && !events.isEmpty()) {
                break;
            }
            String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
            try {
                events.add(Json.MAPPER.readValue(line, ServeEvent.class));
                lines.add(line);
            } catch (JacksonException damaged) {
                LOG.log(System.Logger.Level.ERROR, "A line of {0} is damaged and left out", file);
            }
            start = i + 1;
        }
        return new Spool.Batch(lines, events, segment, offset + start);
    }
}
