package org.dure.serve.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.serving.ServeEvent;

/// Events on disk, one JSON line each, in numbered segments. [#append] returns when the events are durable; many
/// callers share one sync. A line torn by a crash was never acknowledged and is dropped.
public final class Spool implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Spool.class.getName());

    private static final long SEGMENT_BYTES = 4 << 20;
    private static final int TOGETHER_MAX = 512;
    private static final String SUFFIX = ".jsonl";
    private static final String PROGRESS = "progress.json";

    private record Pending(byte[] lines, CompletableFuture<Void> durable) {}

    /// Events to ship; [#forget] takes it back.
    ///
    /// @param lines one JSON text per event
    public record Batch(List<String> lines, List<ServeEvent> events, long segment, long offset) {}

    private final Path folder;
    private final long bytesMax;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>(TOGETHER_MAX * 8);
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    /// Durable bytes of each segment that is not yet forgotten.
    private final TreeMap<Long, Long> segments = new TreeMap<>();
    private Progress progress;

    private FileChannel active;
    private long activeNumber;
    private volatile boolean closed;

    private Spool(Path folder, long bytesMax, Progress progress, Map<Long, Long> segments) throws IOException {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.progress = progress;
        this.segments.putAll(segments);
        // Never into a segment that a crash may have torn.
        this.activeNumber = Math.max(progress.segment(), this.segments.isEmpty() ? 0 : this.segments.lastKey()) + 1;
        this.active = create(activeNumber);
        this.writer = Thread.ofPlatform().daemon().name("spool").unstarted(this::write);
    }

    /// Opens the spool in `folder`, which is made where it is absent.
    ///
    /// @param bytesMax of all segments together; beyond it events are refused
    public static Spool open(Path folder, long bytesMax) throws IOException {
        Files.createDirectories(folder);
        Progress progress = Progress.read(folder.resolve(PROGRESS));
        Map<Long, Long> segments = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                String name = file.getFileName().toString();
                long number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
                if (number < progress.segment()) {
                    Files.delete(file);
                } else {
                    segments.put(number, wholeLines(file));
                }
            }
        }
        Spool spool = new Spool(folder, bytesMax, progress, segments);
        spool.writer.start();
        return spool;
    }

    /// Makes the events durable, all or none.
    ///
    /// @throws SpoolFullException where they cannot be kept
    public void append(List<ServeEvent> events) throws SpoolFullException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (ServeEvent event : events) {
            lines.append(Json.MAPPER.writeValueAsString(event)).append('\n');
        }
        Pending pending = new Pending(lines.toString().getBytes(StandardCharsets.UTF_8), new CompletableFuture<>());
        queue.put(pending);
        try {
            pending.durable().get();
        } catch (ExecutionException failure) {
            throw new SpoolFullException("The event cannot be kept: " + failure.getMessage());
        }
    }

    /// The day's answered calls by key, as far as this spool has seen them, shipped or not.
    public DayCalls calls() throws IOException {
        Progress all = progress;
        Batch rest = readFrom(all.segment(), all.offset(), Integer.MAX_VALUE, Integer.MAX_VALUE);
        while (!rest.events().isEmpty()) {
            all = all.after(rest.events(), rest.segment(), rest.offset());
            rest = readFrom(all.segment(), all.offset(), Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        return new DayCalls(all.day(), all.calls());
    }

    /// @param day   UTC
    /// @param calls by key
    public record DayCalls(LocalDate day, Map<UUID, Long> calls) {}

    /// The oldest events that are not forgotten; waits for one.
    public Batch next(int countMax, int bytesMax) throws IOException, InterruptedException {
        while (true) {
            lock.lockInterruptibly();
            try {
                while (isDrained()) {
                    grown.await();
                }
            } finally {
                lock.unlock();
            }
            Batch batch = read(countMax, bytesMax);
            if (!batch.lines().isEmpty()) {
                return batch;
            }
            // Nothing but a torn or empty rest: step over it.
            forget(batch);
        }
    }

    /// Forgets a batch for good.
    public void forget(Batch batch) throws IOException {
        lock.lock();
        try {
            progress = progress.after(batch.events(), batch.segment(), batch.offset());
            try {
                progress.write(folder.resolve(PROGRESS));
            } catch (IOException full) {
                // The very segments that may go now are what fills the disk. Were we killed between these two lines,
                // nothing but the day's count of what they held would be lost.
                deleteShipped();
                progress.write(folder.resolve(PROGRESS));
            }
            deleteShipped();
        } finally {
            lock.unlock();
        }
    }

    private void deleteShipped() throws IOException {
        while (!segments.isEmpty() && segments.firstKey() < progress.segment()) {
            Files.deleteIfExists(file(segments.firstKey()));
            segments.remove(segments.firstKey());
        }
    }

    private boolean isDrained() {
        return segments.tailMap(progress.segment() + 1).values().stream().allMatch(size -> size == 0)
                && segments.getOrDefault(progress.segment(), 0L) <= progress.offset();
    }

    private Batch read(int countMax, int bytesMax) throws IOException {
        long segment;
        long offset;
        lock.lock();
        try {
            segment = progress.segment();
            offset = progress.offset();
        } finally {
            lock.unlock();
        }
        return readFrom(segment, offset, countMax, bytesMax);
    }

    /// Reads within one segment: the first from there on that holds something new.
    private Batch readFrom(long fromSegment, long fromOffset, int countMax, int bytesMax) throws IOException {
        long segment = fromSegment;
        long offset = fromOffset;
        long size;
        lock.lock();
        try {
            size = segments.getOrDefault(segment, 0L);
            while (size <= offset && segments.higherKey(segment) != null) {
                segment = segments.higherKey(segment);
                offset = 0;
                size = segments.getOrDefault(segment, 0L);
            }
        } finally {
            lock.unlock();
        }
        if (size <= offset) {
            return new Batch(List.of(), List.of(), segment, offset);
        }
        return SegmentReader.read(file(segment), segment, offset, size, countMax, bytesMax);
    }

    private void write() {
        List<Pending> together = new ArrayList<>();
        boolean failing = false;
        while (!closed) {
            together.clear();
            try {
                together.add(queue.take());
            } catch (InterruptedException stop) {
                return;
            }
            queue.drainTo(together, TOGETHER_MAX);
            try {
                writeDurably(together);
                together.forEach(pending -> pending.durable().complete(null));
                failing = false;
            } catch (IOException | UncheckedIOException failure) {
                if (!failing) {
                    LOG.log(System.Logger.Level.ERROR, "Events cannot be kept: {0}", failure.getMessage());
                }
                failing = true;
                together.forEach(pending -> pending.durable().completeExceptionally(failure));
            }
        }
    }

    private void writeDurably(List<Pending> together) throws IOException {
        int size = together.stream().mapToInt(pending -> pending.lines().length).sum();
        long durable = checkRoom(size);
        ByteBuffer buffer = ByteBuffer.allocate(size);
        together.forEach(pending -> buffer.put(pending.lines()));
        buffer.flip();
        try {
            if (durable + size > SEGMENT_BYTES && durable > 0) {
                turn();
                durable = 0;
            }
            while (buffer.hasRemaining()) {
                active.write(buffer, durable + buffer.position());
            }
            active.force(false);
        } catch (IOException failure) {
            retreat(durable);
            throw failure;
        }
        lock.lock();
        try {
            segments.put(activeNumber, durable + size);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What a failed write or sync has left behind the durable part is unknown: it is cut off, and where that part is
    /// not empty nothing more goes into the segment. On a full disk even this may fail;
    /// then the next write goes over it.
    private void retreat(long durable) {
        try {
            active.truncate(durable);
            if (durable > 0) {
                turn();
            }
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "The spool's segment stays: {0}", failure.getMessage());
        }
    }

    /// Goes on in a new segment.
    private void turn() throws IOException {
        FileChannel next = create(activeNumber + 1);
        active.close();
        active = next;
        activeNumber++;
    }

    private long checkRoom(int size) throws SpoolFullException {
        lock.lock();
        try {
            long all = segments.values().stream().mapToLong(Long::longValue).sum();
            if (all + size > bytesMax) {
                throw new SpoolFullException("the spool holds " + all + " of " + bytesMax + " bytes");
            }
            return segments.getOrDefault(activeNumber, 0L);
        } finally {
            lock.unlock();
        }
    }

    private FileChannel create(long number) throws IOException {
        FileChannel channel = FileChannel.open(
                file(number),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        DurableFiles.syncFolder(folder);
        lock.lock();
        try {
            segments.put(number, 0L);
        } finally {
            lock.unlock();
        }
        return channel;
    }

    private Path file(long number) {
        return folder.resolve("%016d".formatted(number) + SUFFIX);
    }

    private static long wholeLines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        active.close();
    }
}
