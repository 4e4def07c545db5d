package org.dure.server.tracking.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dure.server.tracking.point.ChunkFormat;
import org.dure.server.tracking.point.Extent;
import org.dure.server.tracking.point.JournalFormat;
import org.dure.server.tracking.point.Points;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Folds the journal into chunks, run by run, each in one transaction under the run's lock: chunks in, journal rows
/// out.
/// A crash leaves a run as it was before; writers go on meanwhile. Here points that were sent twice are dropped.
///
/// A series gets chunks of its own, which never change, as soon as it has enough for one; shorter ones, and what is
/// left
/// over of long ones, share chunks that are written anew each time.
@Component
class Compactor {

    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

    /// A run is folded when its journal holds so many points or rows, or has been quiet for so long. Between two
    /// foldings the journal grows so far that writing the shared chunks anew stays a small part of the work.
    private static final int POINTS_RIPE = 100_000;
    private static final int ROWS_RIPE = 500;
    private static final int QUIET_SECONDS = 10;
    private static final int LONG_QUIET_SECONDS = 300;

    /// Folded in one transaction.
    private static final int POINTS_MOST = 300_000;

    private static final int OWN_LEAST = 1_024;

    /// Of a run that is wider than its heap would bear, shorter rests leave the shared chunks.
    private static final int WIDE = 500_000;

    private static final int OWN_LEAST_OF_WIDE = 64;
    private static final int OWN_MOST = 4_096;
    private static final int MIXED_MOST = 16_384;

    private final JournalRepository journal;
    private final ChunkRepository chunks;
    private final SeriesRepository series;
    private final Settler settler;
    private final TransactionTemplate transaction;

    Compactor(
            JournalRepository journal,
            ChunkRepository chunks,
            SeriesRepository series,
            Settler settler,
            TransactionTemplate transaction) {
        this.journal = journal;
        this.chunks = chunks;
        this.series = series;
        this.settler = settler;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelay = 2_000)
    void compactAll() {
        try {
            journal.ripe(POINTS_RIPE, ROWS_RIPE, QUIET_SECONDS, LONG_QUIET_SECONDS)
                    .forEach(this::compact);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Metrics will be compacted later: {}", e.getMessage());
        }
    }

    /// Folds all that the run's journal holds now.
    void compact(long runId) {
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status -> fold(runId)));
        }
    }

    /// @return whether there may be more
    private boolean fold(long runId) {
        settler.settleWithin(runId);
        List<JournalRepository.Row> rows = journal.settled(runId, POINTS_MOST);
        if (rows.isEmpty()) {
            return false;
        }
        Map<Integer, Points> fresh = new LinkedHashMap<>();
        rows.forEach(row -> JournalFormat.read(row.data(), fresh));
        Map<Integer, Points> mixed = new TreeMap<>();
        chunks.mixed(runId).forEach(data -> mixed.putAll(ChunkFormat.read(data)));
        int least = mixed.values().stream().mapToInt(Points::size).sum() > WIDE ? OWN_LEAST_OF_WIDE : OWN_LEAST;
        Map<Integer, Long> sizes = new HashMap<>();
        List<ChunkRepository.Chunk> made = new ArrayList<>();
        fresh.forEach((key, points) -> {
            Curve curve = new Curve(
                    key,
                    chunks.extents(runId, key),
                    (from, to) -> chunks.data(runId, key, from, to),
                    mixed.computeIfAbsent(key, id -> new Points()));
            curve.add(points);
            sizes.put(key, curve.size());
            if (curve.rest().size() >= least) {
                cut(key, curve, made);
                mixed.remove(key);
            }
        });
        mix(mixed, made);
        chunks.deleteMixed(runId);
        chunks.insert(runId, made);
        if (fresh.values().stream().mapToInt(Points::size).sum() < POINTS_MOST) {
            // Nothing is left in the journal. Folders of older versions may have counted a repeated point twice.
            series.recount(runId, sizes);
        }
        journal.delete(runId, rows);
        return true;
    }

    /// Makes chunks of the series' own of all that is left over of it.
    private static void cut(int key, Curve curve, List<ChunkRepository.Chunk> made) {
        Points rest = curve.rest();
        int ordinal = curve.own().isEmpty() ? 0 : curve.own().getLast().ordinal() + 1;
        for (int from = 0; from < rest.size(); from += OWN_MOST) {
            Points part = new Points();
            part.add(rest, from, Math.min(rest.size(), from + OWN_MOST));
            made.add(new ChunkRepository.Chunk(key, Extent.of(ordinal++, part), ChunkFormat.write(Map.of(key, part))));
        }
    }

    private static void mix(Map<Integer, Points> mixed, List<ChunkRepository.Chunk> made) {
        Map<Integer, Points> together = new LinkedHashMap<>();
        int count = 0;
        int ordinal = 0;
        for (Map.Entry<Integer, Points> entry : mixed.entrySet()) {
            if (count > 0 && count + entry.getValue().size() > MIXED_MOST) {
                made.add(mixed(ordinal++, count, together));
                together.clear();
                count = 0;
            }
            together.put(entry.getKey(), entry.getValue());
            count += entry.getValue().size();
        }
        if (count > 0) {
            made.add(mixed(ordinal, count, together));
        }
    }

    private static ChunkRepository.Chunk mixed(int ordinal, int count, Map<Integer, Points> together) {
        return new ChunkRepository.Chunk(
                ChunkRepository.MIXED, new Extent(ordinal, count, 0, 0, 0, 0, false), ChunkFormat.write(together));
    }
}
