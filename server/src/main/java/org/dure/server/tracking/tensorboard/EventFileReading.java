package org.dure.server.tracking.tensorboard;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.dure.server.tracking.metric.Batch;

/// One reading of one event file, from its first byte on: of what was read before only the tags of scalars are kept in
/// mind. What is new goes to `Sink` part by part.
final class EventFileReading {

    static final long FILE_BYTES_MOST = 2L << 30;
    private static final String FILE_MOST_WORDS = "2 GiB";
    private static final int RECORD_BYTES_MOST = 32 << 20;
    private static final String RECORD_MOST_WORDS = "32 MiB";
    private static final long POINTS_MOST = 10_000_000;
    private static final int TAG_MOST = 1_000;
    private static final int PART_POINTS = 10_000;
    private static final long PART_BYTES = 64L << 20;

    /// Unix seconds of the year 10000.
    private static final double SECONDS_END = 253_402_300_800.0;

    /// Keeps a part of what was read.
    interface Sink {

        /// @param file    how far it has been read with this part
        /// @param metrics that no reading has found before
        void keep(EventFile file, Batch batch, Collection<EventMetric> metrics);
    }

    private final EventFile file;
    private final RunKeys keys;
    private final Sink sink;
    private final RecordReader records;
    private final Problems problems;
    private final Set<String> scalarTags = new HashSet<>();
    private final long knownUpTo;
    private Batch batch = new Batch();
    private long points;
    private long keptUpTo;

    /// @param in         the file's bytes
    /// @param beginsSame whether the file begins with the bytes that were read before
    EventFileReading(EventFile file, InputStream in, boolean beginsSame, RunKeys keys, Sink sink) {
        this.file = file;
        this.keys = keys;
        this.sink = sink;
        this.records = new RecordReader(new BufferedInputStream(in, 1 << 16), file.sizeBytes(), RECORD_BYTES_MOST);
        this.knownUpTo = beginsSame ? file.readBytes() : 0;
        this.problems = beginsSame ? Problems.after(file.problems()) : new Problems();
        this.points = beginsSame ? file.points() : 0;
        this.keptUpTo = knownUpTo;
    }

    /// What is said of a file that is too large to be read; it is not opened.
    static EventFile tooLarge(EventFile file) {
        Problems problems = Problems.after(file.problems());
        problems.add(EventFileReason.EVENT_FILE_TOO_LARGE, 0, FILE_MOST_WORDS);
        return file.at(EventFile.State.READ, file.readBytes(), file.readSha256(), file.points(), problems.reasons());
    }

    /// Reads to the end, or to where nothing more can be read.
    void run() throws IOException {
        boolean more = true;
        while (more) {
            if (points >= POINTS_MOST) {
                problems.add(EventFileReason.EVENT_POINTS_TOO_MANY, records.position(), String.valueOf(POINTS_MOST));
                break;
            }
            long at = records.position();
            more = take(records.next(), at);
            if (batch.size() >= PART_POINTS || records.position() - keptUpTo >= PART_BYTES) {
                keep(EventFile.State.READING);
            }
        }
        keep(EventFile.State.READ);
    }

    /// @return whether there may be more
    private boolean take(RecordReader.Next next, long at) throws IOException {
        switch (next) {
            case RecordReader.Next.Whole whole -> take(whole.data(), at);
            case RecordReader.Next.TooLong tooLong -> note(EventFileReason.EVENTS_TOO_LONG, at, RECORD_MOST_WORDS);
            case RecordReader.Next.Truncated cut -> {
                problems.add(EventFileReason.EVENTS_TRUNCATED, at);
                return false;
            }
            case RecordReader.Next.Damaged damaged -> {
                problems.add(at == 0 ? EventFileReason.NOT_EVENTS : EventFileReason.EVENTS_DAMAGED, at);
                return false;
            }
            case RecordReader.Next.End end -> {
                return false;
            }
        }
        return true;
    }

    private void take(byte[] record, long at) throws IOException {
        EventMessage event;
        try {
            event = EventMessage.read(record, scalarTags);
        } catch (InvalidProtocolBufferException none) {
            note(EventFileReason.EVENTS_NO_MESSAGE, at, "");
            return;
        }
        if (at < knownUpTo || event.values().isEmpty()) {
            return;
        }
        if (!(event.seconds() >= 0 && event.seconds() < SECONDS_END)) {
            note(EventFileReason.EVENTS_TIMELESS, at, "");
            return;
        }
        long ms = Math.round(event.seconds() * 1_000);
        for (EventMessage.Value value : event.values()) {
            add(value, event.step(), ms, at);
        }
    }

    private void add(EventMessage.Value value, long step, long ms, long at) {
        Double number = value.number();
        if (value.tag().isEmpty() || value.tag().length() > TAG_MOST) {
            note(EventFileReason.SCALARS_NAMELESS, at, String.valueOf(TAG_MOST));
        } else if (number == null) {
            note(EventFileReason.SCALARS_NO_NUMBER, at, "");
        } else {
            EventMetric metric =
                    keys.of(MetricNames.name(file.path(), value.tag().replace('\0', '\uFFFD')));
            if (metric == null) {
                note(EventFileReason.EVENT_METRICS_TOO_MANY, at, String.valueOf(RunKeys.METRICS_MOST));
                return;
            }
            points++;
            if (!metric.loggedByProgram()) {
                batch.add(metric.key(), step, ms, number);
            }
        }
    }

    private void note(EventFileReason reason, long at, String limit) {
        if (at >= knownUpTo) {
            problems.add(reason, at, limit);
        }
    }

    private void keep(EventFile.State state) {
        sink.keep(
                file.at(state, records.position(), records.sha256Before(), points, problems.reasons()),
                batch,
                keys.takeNew());
        batch = new Batch();
        keptUpTo = records.position();
    }
}
