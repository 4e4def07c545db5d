package org.dure.serve.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.serving.ServeEvent;
import org.dure.serve.access.Quotas;
import tools.jackson.core.JacksonException;

/// How far the spool has been shipped, and what the shipped part says about one day's calls; one file, replaced whole.
///
/// @param segment the number of the segment where shipping goes on
/// @param offset  the first byte in it that is not shipped
/// @param day     the UTC day that is counted
/// @param calls   answered calls of that day among all that was shipped, by key
record Progress(long segment, long offset, LocalDate day, Map<UUID, Long> calls) {

    static final Progress NONE = new Progress(0, 0, LocalDate.EPOCH, Map.of());

    static Progress read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NONE;
        }
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(file), Progress.class);
        } catch (JacksonException damaged) {
            throw new IOException(file + " is damaged: " + damaged.getOriginalMessage(), damaged);
        }
    }

    void write(Path file) throws IOException {
        DurableFiles.replace(file, Json.MAPPER.writeValueAsBytes(this));
    }

    /// This, with `events` counted and the position moved behind them.
    Progress after(Iterable<ServeEvent> events, long newSegment, long newOffset) {
        LocalDate counted = day;
        Map<UUID, Long> counts = new HashMap<>(calls);
        for (ServeEvent event : events) {
            if (event instanceof ServeEvent.Usage usage && usage.keyId() != null && Quotas.counts(usage.status())) {
                LocalDate on = LocalDate.ofInstant(usage.time(), java.time.ZoneOffset.UTC);
                if (on.isAfter(counted)) {
                    counted = on;
                    counts.clear();
                }
                if (on.equals(counted)) {
                    counts.merge(usage.keyId(), 1L, Long::sum);
                }
            }
        }
        return new Progress(newSegment, newOffset, counted, Map.copyOf(counts));
    }
}
