package org.dure.server.tracking.metric;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.point.ChunkFormat;
import org.dure.server.tracking.point.JournalFormat;
import org.dure.server.tracking.point.Points;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The metrics of runs, by the runs' row ids: written, summed up, read. Who reads a run is shown all that was
/// acknowledged before.
@Service
public class MetricStore {

    /// Up to so many points that did not come in order are sorted before they are drawn.
    private static final int SORTED_MOST = 1_000_000;

    private final JournalRepository journal;
    private final JournalWriter writer;
    private final MetricKeyRepository keys;
    private final SeriesRepository series;
    private final ChunkRepository chunks;
    private final Settler settler;

    MetricStore(
            JournalRepository journal,
            JournalWriter writer,
            MetricKeyRepository keys,
            SeriesRepository series,
            ChunkRepository chunks,
            Settler settler) {
        this.journal = journal;
        this.writer = writer;
        this.keys = keys;
        this.series = series;
        this.chunks = chunks;
        this.settler = settler;
    }

    /// Whether the key has surely been logged before, and so is one that may be logged.
    public boolean isKnown(String key) {
        return keys.isKnown(key);
    }

    /// Returns when the points are committed, together with those of others. Not for use within a transaction.
    public void append(long runId, long experimentId, Batch batch) {
        writer.append(entry(runId, batch));
        settler.note(runId, experimentId);
    }

    /// Gives the keys that are new their numbers. To be called before a transaction that logs them: giving numbers
    /// takes a connection of its own, and many requests that held one each would wait for each other's second.
    public void numberKeys(Collection<String> wanted) {
        keys.ids(wanted);
    }

    /// Adds the points within the caller's transaction.
    public void appendWithin(long runId, long experimentId, Batch batch) {
        journal.insert(List.of(entry(runId, batch)));
        settler.noteAfterCommit(runId, experimentId);
    }

    private JournalRepository.Entry entry(long runId, Batch batch) {
        Map<String, Integer> ids = keys.ids(batch.keys());
        Map<Integer, Points> byKey = new TreeMap<>();
        batch.byKey().forEach((key, points) -> byKey.put(ids.getOrDefault(key, 0), points));
        return new JournalRepository.Entry(runId, batch.size(), JournalFormat.write(byKey));
    }

    /// Makes the series of these runs count all that they have logged.
    public void settle(Collection<Long> runIds) {
        settler.settle(runIds);
    }

    /// Makes the series of all runs of these experiments count all that they have logged.
    public void settleExperiments(Collection<Long> experimentIds) {
        settler.settleExperiments(experimentIds);
    }

    /// By run and key, the last point.
    public Map<Long, Map<String, Metric>> latest(Long[] runIds) {
        settler.settle(Arrays.asList(runIds));
        return series.latest(runIds);
    }

    public List<Series> series(long runId) {
        settler.settle(List.of(runId));
        return series.of(runId);
    }

    public Optional<Series> series(long runId, String key) {
        settler.settle(List.of(runId));
        return keys.find(key)
                .flatMap(id ->
                        Optional.ofNullable(series.find(runId, List.of(id)).get(id)));
    }

    /// Where these runs stand, by their public ids: for those who watch. A second behind at most.
    public Map<String, Standing> standing(Set<String> runIds) {
        return series.standing(runIds);
    }

    /// The points of a series; none where the run has no such metric.
    public Curve curve(long runId, String key) {
        return keys.find(key).map(id -> curve(runId, id)).orElseGet(Curve::empty);
    }

    /// A drawing of the series in at most `most` points, by step; empty where it has none.
    ///
    /// @param most at least 4
    public List<Metric> drawn(long runId, String key, int most) {
        return keys.find(key).map(id -> drawn(curve(runId, id), most)).orElse(List.of());
    }

    /// As above, of the points from one step to another, both included, and how many those are: of more than a million,
    /// about.
    ///
    /// @param most at least 4; where there are no more points, all of them come as they were logged
    Drawing drawn(long runId, String key, int most, long fromStep, long toStep) {
        Curve curve = keys.find(key)
                .map(id -> curve(runId, id).between(fromStep, toStep, SORTED_MOST))
                .orElseGet(Curve::empty);
        return new Drawing(curve.size(), drawn(curve, most));
    }

    private static List<Metric> drawn(Curve curve, int most) {
        int stretches = curve.size() <= most ? (int) curve.size() : most / 4;
        Thinning thinning = new Thinning(curve.size(), stretches);
        if (curve.climbs() || curve.size() > SORTED_MOST) {
            curve.forEach(thinning::add);
        } else {
            Points all = new Points();
            curve.forEach(all::add);
            thinning.add(all.byStep());
        }
        return thinning.drawn();
    }

    /// Of several runs, the points of one metric at the steps that MLflow shows; see `StepSampler`. What is read for
    /// the steps serves for the points, too.
    ///
    /// @param most  steps, beside each run's own first and last one
    /// @param limit of the points of one run
    /// @return by run, by step and time
    public Map<Long, Points> sampled(
            Collection<Long> runIds, String key, @Nullable Long start, @Nullable Long end, int most, int limit) {
        Map<Long, Points> found = new LinkedHashMap<>();
        Optional<Integer> id = keys.find(key);
        KeptChunks kept = new KeptChunks();
        Map<Long, Curve> curves = new LinkedHashMap<>();
        id.ifPresent(known -> runIds.forEach(runId -> curves.put(runId, curve(runId, known, kept))));
        Map<Long, long[]> steps = new LinkedHashMap<>();
        curves.forEach((runId, curve) -> steps.put(runId, curve.steps()));
        long[] wanted = StepSampler.sample(List.copyOf(steps.values()), start, end, most);
        runIds.forEach(runId -> {
            Curve curve = curves.get(runId);
            long[] all = steps.get(runId);
            Points page = new Points();
            if (curve != null && all != null) {
                Points sorted = curve.at(wanted, all).byStep();
                page.add(sorted, 0, Math.min(limit, sorted.size()));
            }
            found.put(runId, page);
        });
        return found;
    }

    /// The first points of a series by time, step and value.
    public Points byTime(long runId, String key, int most) {
        Points all = new Points();
        curve(runId, key).forEach(all::add);
        Points sorted = all.byTime();
        Points page = new Points();
        page.add(sorted, 0, Math.min(most, sorted.size()));
        return page;
    }

    private Curve curve(long runId, int key) {
        return curve(runId, key, null);
    }

    /// @param kept keeps what is read of the chunks; null where each is read once at most
    private Curve curve(long runId, int key, @Nullable KeptChunks kept) {
        ChunkRepository.Places places = chunks.places(runId, key);
        Points rest = new Points();
        places.mixed().forEach(data -> rest.add(ChunkFormat.read(data, key)));
        Curve.Chunks reader = (from, to) -> chunks.data(runId, key, from, to);
        Curve curve = new Curve(key, places.own(), kept == null ? reader : kept.of(runId, reader), rest);
        Points fresh = new Points();
        places.journal().forEach(data -> JournalFormat.read(data, key, fresh));
        curve.add(fresh);
        return curve;
    }
}
