package org.dure.server.tracking.metric;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.dure.server.tracking.point.ChunkFormat;
import org.dure.server.tracking.point.Extent;
import org.dure.server.tracking.point.JournalFormat;
import org.dure.server.tracking.point.PointSet;
import org.dure.server.tracking.point.Points;
import org.springframework.stereotype.Component;

/// Counts how many of a run's fresh points are new to it: what a client sends a second time, because it had no answer
/// the first time, counts once. Points that come after all others of their series, as nearly all do, are new without
/// a look; for the others, all that the run has kept within their bounds is gone through.
@Component
class Repeats {

    private final JournalRepository journal;
    private final ChunkRepository chunks;

    Repeats(JournalRepository journal, ChunkRepository chunks) {
        this.journal = journal;
        this.chunks = chunks;
    }

    /// Within the caller's transaction, which has locked the run.
    ///
    /// @param fresh by key id, those that `there` does not count
    /// @param there by key id, the series as they are counted
    /// @return by key id, how many of the fresh points count
    Map<Integer, Integer> countNew(long runId, Map<Integer, Points> fresh, Map<Integer, Series> there) {
        Map<Integer, Integer> counts = new HashMap<>();
        Map<Integer, Search> searches = new HashMap<>();
        fresh.forEach((key, points) -> {
            Series before = there.get(key);
            if (points.climbs() && (before == null || isAfter(points, before))) {
                counts.put(key, points.size());
            } else {
                Search search = new Search(points);
                counts.put(key, search.distinct.size());
                if (before != null) {
                    searches.put(key, search);
                }
            }
        });
        if (!searches.isEmpty()) {
            lookAtAll(runId, searches);
            searches.forEach((key, search) -> counts.merge(key, -search.found.cardinality(), Integer::sum));
        }
        return counts;
    }

    private static boolean isAfter(Points points, Series before) {
        long step = before.last().step();
        return points.step(0) > step
                || points.step(0) == step && points.ms(0) > before.last().ms();
    }

    private void lookAtAll(long runId, Map<Integer, Search> searches) {
        Map<Integer, Extent> extents = new HashMap<>();
        searches.forEach((key, search) -> extents.put(key, search.extent));
        chunks.forEachMeeting(runId, extents, (key, data) -> {
            if (key == ChunkRepository.MIXED) {
                ChunkFormat.read(data).forEach((each, points) -> look(searches, each, points));
            } else {
                look(searches, key, ChunkFormat.read(data, key));
            }
        });
        journal.forEachSettled(runId, data -> {
            Map<Integer, Points> byKey = new HashMap<>();
            JournalFormat.read(data, byKey);
            byKey.forEach((key, points) -> look(searches, key, points));
        });
    }

    private static void look(Map<Integer, Search> searches, int key, Points kept) {
        Search search = searches.get(key);
        if (search != null) {
            search.look(kept);
        }
    }

    /// The fresh points of one series, and which of them were found among those kept.
    private static final class Search {

        private final PointSet distinct = new PointSet();
        private final BitSet found = new BitSet();
        private final Extent extent;

        Search(Points fresh) {
            distinct.add(fresh);
            extent = Extent.of(0, fresh);
        }

        void look(Points kept) {
            for (int index = 0; index < kept.size(); index++) {
                int place = distinct.place(kept.step(index), kept.ms(index), kept.value(index));
                if (place >= 0) {
                    found.set(place);
                }
            }
        }
    }
}
