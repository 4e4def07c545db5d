package org.dure.server.tracking.tensorboard;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dure.base.Sha256;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.metric.MetricStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads event files, one at a time. Points and how far a file was read are kept in one transaction, so that a crash
/// neither loses nor doubles any.
@Component
class EventFileWorker {

    private static final Logger LOG = LoggerFactory.getLogger(EventFileWorker.class);
    /// Longer than the longest step between two words about progress, the hash of 2 GiB: a file that a killed server
    /// was reading waits no longer than that. One who is slower loses nothing but the claim.
    private static final Duration CLAIM = Duration.ofSeconds(30);
    private static final int ATTEMPTS_MOST = 5;

    private final EventFileRepository files;
    private final MetricStore metrics;
    private final ObjectStore objects;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final AtomicBoolean working = new AtomicBoolean();

    EventFileWorker(
            EventFileRepository files,
            MetricStore metrics,
            ObjectStore objects,
            TransactionTemplate transaction,
            Clock clock) {
        this.files = files;
        this.metrics = metrics;
        this.objects = objects;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Looks for work, which is done beside: the scheduler has other things to do.
    @Scheduled(fixedDelayString = "PT1S")
    void work() {
        if (working.compareAndSet(false, true)) {
            Thread.ofVirtual().name("event-files").start(() -> {
                try {
                    boolean more = true;
                    while (more) {
                        more = readNext();
                    }
                } finally {
                    working.set(false);
                }
            });
        }
    }

    /// @return whether there was one to be read
    private boolean readNext() {
        UUID reader = UUID.randomUUID();
        Instant now = clock.instant();
        Optional<EventFile> claimed = files.claim(reader, now, now.plus(CLAIM));
        if (claimed.isEmpty()) {
            return false;
        }
        EventFile file = claimed.get();
        try {
            if (file.attempts() > ATTEMPTS_MOST) {
                keep(giveUp(file), reader);
            } else if (file.sizeBytes() > EventFileReading.FILE_BYTES_MOST) {
                keep(EventFileReading.tooLarge(file), reader);
            } else {
                read(file, reader);
            }
        } catch (ClaimLostException another) {
            LOG.info("Another event file has taken the place of {}", file.path());
        } catch (IOException | UserError.NotFound unreadable) {
            LOG.warn(
                    "The event file {} cannot be read and will be tried again: {}", file.path(), unreadable.toString());
        } catch (RuntimeException failure) {
            // Left claimed: once the claim has run out, it is tried again.
            LOG.error("Reading the event file {} failed and will be tried again", file.path(), failure);
        }
        return true;
    }

    private static EventFile giveUp(EventFile file) {
        Problems problems = Problems.after(file.problems());
        problems.giveUp(ATTEMPTS_MOST);
        return file.at(EventFile.State.FAILED, file.readBytes(), file.readSha256(), file.points(), problems.reasons());
    }

    private void read(EventFile file, UUID reader) throws IOException {
        long experiment = files.experimentOf(file.runId());
        RunKeys keys = new RunKeys(
                files.metrics(file.runId()),
                key -> metrics.series(file.runId(), key).isPresent());
        boolean same = beginsSame(file);
        try (InputStream in = objects.open(file.sha256())) {
            new EventFileReading(
                            file, in, same, keys, (read, batch, found) -> keep(read, reader, experiment, batch, found))
                    .run();
        }
    }

    private boolean beginsSame(EventFile file) throws IOException {
        if (file.readSha256() == null || file.readBytes() > file.sizeBytes()) {
            return false;
        }
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = objects.open(file.sha256())) {
            for (long left = file.readBytes(); left > 0; ) {
                int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                if (read == 0) {
                    return false;
                }
                digest.update(buffer, 0, read);
                left -= read;
            }
        }
        return Sha256.of(digest).hex().equals(file.readSha256());
    }

    private void keep(EventFile file, UUID reader) {
        if (!files.progress(file, reader, clock.instant().plus(CLAIM))) {
            throw new ClaimLostException();
        }
    }

    private void keep(EventFile file, UUID reader, long experiment, Batch batch, Collection<EventMetric> found) {
        transaction.executeWithoutResult(status -> {
            keep(file, reader);
            files.addMetrics(file.runId(), found);
            if (batch.size() > 0) {
                metrics.appendWithin(file.runId(), experiment, batch);
            }
        });
    }

    private static final class ClaimLostException extends RuntimeException {}
}
