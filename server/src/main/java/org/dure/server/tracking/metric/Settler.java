package org.dure.server.tracking.metric;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dure.server.base.database.AfterCommit;
import org.dure.server.tracking.point.JournalFormat;
import org.dure.server.tracking.point.Points;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Counts what the journal holds into the series. Not with every request, since many requests touch the same series,
/// but once a second, and before anybody reads a run: so a run that is read shows all that was acknowledged.
@Component
class Settler {

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    /// A run that has logged since it was settled.
    ///
    /// @param turn grows with every write, so that a write beside a settling is not forgotten
    private record Unsettled(long experimentId, long turn) {}

    private final Map<Long, Unsettled> unsettled = new ConcurrentHashMap<>();
    private final AtomicLong turns = new AtomicLong();
    private final JournalRepository journal;
    private final SeriesRepository series;
    private final MetricKeyRepository keys;
    private final Repeats repeats;
    private final TransactionTemplate transaction;

    Settler(
            JournalRepository journal,
            SeriesRepository series,
            MetricKeyRepository keys,
            Repeats repeats,
            TransactionTemplate transaction) {
        this.journal = journal;
        this.series = series;
        this.keys = keys;
        this.repeats = repeats;
        this.transaction = transaction;
        journal.unsettledRuns().forEach(this::note);
    }

    /// The run has something new in the journal, which is committed.
    void note(long runId, long experimentId) {
        unsettled.put(runId, new Unsettled(experimentId, turns.incrementAndGet()));
    }

    /// As `note`, once the caller's transaction is committed: before that there is nothing to be settled.
    void noteAfterCommit(long runId, long experimentId) {
        AfterCommit.run(() -> note(runId, experimentId));
    }

    void settle(Collection<Long> runIds) {
        runIds.stream().filter(unsettled::containsKey).sorted().forEach(this::settle);
    }

    void settleExperiments(Collection<Long> experimentIds) {
        Set<Long> wanted = Set.copyOf(experimentIds);
        unsettled.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue().experimentId()))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(this::settle);
    }

    @Scheduled(fixedDelay = 1_000)
    void settleAll() {
        for (Long runId : unsettled.keySet()) {
            try {
                settle(runId);
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("Run {} will be settled later: {}", runId, e.getMessage());
            }
        }
    }

    private void settle(long runId) {
        Unsettled before = unsettled.get(runId);
        if (before == null) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            settleWithin(runId);
            AfterCommit.run(() -> unsettled.remove(runId, before));
        });
    }

    /// Within the caller's transaction, which locks the run until it ends.
    void settleWithin(long runId) {
        series.lockRun(runId);
        List<JournalRepository.Row> rows = journal.unsettled(runId);
        if (rows.isEmpty()) {
            return;
        }
        Map<Integer, Points> byKey = new LinkedHashMap<>();
        rows.forEach(row -> JournalFormat.read(row.data(), byKey));
        Map<Integer, String> names = keys.keys(byKey.keySet());
        Map<Integer, Series> there = series.find(runId, byKey.keySet());
        Map<Integer, Integer> counts = repeats.countNew(runId, byKey, there);
        Map<Integer, Series> now = new HashMap<>();
        new TreeMap<>(byKey).forEach((key, points) -> {
            Series more = Series.of(names.getOrDefault(key, ""), points, counts.getOrDefault(key, 0));
            Series before = there.get(key);
            now.put(key, before == null ? more : before.plus(more));
        });
        series.put(runId, now);
        journal.settle(runId, rows);
    }
}
