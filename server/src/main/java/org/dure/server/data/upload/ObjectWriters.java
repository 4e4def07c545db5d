package org.dure.server.data.upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.dure.server.base.ObjectStore;

/// Stores the files of one archive. Small ones go to the disk several at a time: each waits for the disk to have it for
/// good, and the disk serves many that wait as fast as one.
final class ObjectWriters implements AutoCloseable {

    private static final int SMALL_BYTES = 256 << 10;
    private static final int AT_A_TIME = 16;

    private final ObjectStore objects;
    private final long limitBytes;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns = new Semaphore(AT_A_TIME);
    private final List<Future<ObjectStore.Stored>> results = new ArrayList<>();

    ObjectWriters(ObjectStore objects, long limitBytes) {
        this.objects = objects;
        this.limitBytes = limitBytes;
    }

    /// Reads all of `in` before it returns; whether it was stored is told by `finish`.
    void put(InputStream in) throws IOException {
        byte[] head = in.readNBytes(SMALL_BYTES);
        if (head.length == SMALL_BYTES) {
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
            results.add(CompletableFuture.completedFuture(objects.put(whole, null, limitBytes)));
            return;
        }
        turns.acquireUninterruptibly();
        results.add(threads.submit(() -> {
            try {
                return objects.put(new ByteArrayInputStream(head), null, limitBytes);
            } finally {
                turns.release();
            }
        }));
    }

    /// What was stored, in the order of the calls.
    List<ObjectStore.Stored> finish() throws IOException {
        List<ObjectStore.Stored> stored = new ArrayList<>();
        for (Future<ObjectStore.Stored> result : results) {
            stored.add(of(result));
        }
        return stored;
    }

    private static ObjectStore.Stored of(Future<ObjectStore.Stored> result) throws IOException {
        try {
            return result.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException disk -> throw disk;
                case RuntimeException wrong -> throw wrong;
                case null, default -> throw new IllegalStateException("An object could not be stored", failed);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("The server stops", stopped);
        }
    }

    /// Waits for those under way.
    @Override
    public void close() {
        threads.close();
    }
}
