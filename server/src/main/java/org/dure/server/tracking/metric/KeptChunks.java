package org.dure.server.tracking.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Keeps the chunks that one question reads twice, as far as they fit; those that do not are fetched again.
final class KeptChunks {

    private static final long BYTES_MOST = 32 << 20;

    private record Row(long runId, int from, int to) {}

    private final Map<Row, List<byte[]>> kept = new HashMap<>();
    private long bytes;

    Curve.Chunks of(long runId, Curve.Chunks chunks) {
        return (from, to) -> {
            Row row = new Row(runId, from, to);
            List<byte[]> known = kept.get(row);
            if (known != null) {
                return known;
            }
            List<byte[]> read = chunks.read(from, to);
            long size = read.stream().mapToLong(data -> data.length).sum();
            if (bytes + size <= BYTES_MOST) {
                kept.put(row, read);
                bytes += size;
            }
            return read;
        };
    }
}
