package org.dure.agent.gang;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dure.agent.log.LogChunker;

/// Reads what another rank logs, as it grows, and brings its lines into the log of the attempt.
final class RankLog {

    /// A longer line is cut, as is one that is not finished at the end.
    private static final int LINE_BYTES_MAX = 16 << 10;

    private static final int READ_BYTES = 256 << 10;

    private final int rank;
    private final Path file;
    private final LogChunker log;
    private long read;

    RankLog(int rank, Path file, LogChunker log) {
        this.rank = rank;
        this.file = file;
        this.log = log;
    }

    /// @param all whether nothing more will come
    void carry(boolean all) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[READ_BYTES];
            boolean moved = true;
            while (moved) {
                in.seek(read);
                int length = Math.max(0, in.read(bytes));
                int used = lines(bytes, length, all);
                read += used;
                moved = used > 0;
            }
        }
    }

    /// @return how many bytes were a line's
    private int lines(byte[] bytes, int length, boolean all) throws IOException {
        int from = 0;
        for (int i = 0; i < length; i++) {
            boolean ends = bytes[i] == '\n';
            if (ends || i - from == LINE_BYTES_MAX) {
                relay(bytes, from, i);
                from = ends ? i + 1 : i;
            }
        }
        if (all && from < length && length < bytes.length) {
            relay(bytes, from, length);
            from = length;
        }
        return from;
    }

    private void relay(byte[] bytes, int from, int end) throws IOException {
        log.relay(rank, new String(bytes, from, end - from, StandardCharsets.UTF_8));
    }
}
