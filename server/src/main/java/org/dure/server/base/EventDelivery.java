package org.dure.server.base;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.modulith.events.EventPublication;
import org.springframework.modulith.events.FailedEventPublications;
import org.springframework.modulith.events.ResubmissionOptions;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Delivers again what a listener could not take, because PostgreSQL died under it, say. A restart delivers again, too,
/// but nobody restarts `server` for that. Each failure doubles the wait for the next try, up to ten minutes, so that a
/// listener that cannot succeed costs little until somebody has mended it.
///
/// A delivery whose end was never written down counts as failed after the times in `application.yaml`.
@Component
class EventDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    /// Failures from which on somebody should look.
    private static final int WORTH_A_WARNING = 5;
    /// Read at once: those that wait must not hide those that are due.
    private static final int BATCH = 10_000;

    private final FailedEventPublications failed;
    private final Clock clock;

    EventDelivery(FailedEventPublications failed, Clock clock) {
        this.failed = failed;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT5S")
    void deliverAgain() {
        failed.resubmit(ResubmissionOptions.defaults().withBatchSize(BATCH).withFilter(this::isDue));
    }

    private boolean isDue(EventPublication publication) {
        int attempts = publication.getCompletionAttempts();
        @Nullable Instant again = publication.getLastResubmissionDate();
        Instant last = again == null ? publication.getPublicationDate() : again;
        boolean due = !last.plus(waitAfter(attempts)).isAfter(clock.instant());
        if (due && attempts >= WORTH_A_WARNING) {
            LOG.warn(
                    "Event {} has failed {} times and is delivered once more: {}",
                    publication.getIdentifier(),
                    attempts,
                    publication.getEvent());
        }
        return due;
    }

    /// 5 s after the first failure, then 10, 20, 40… s.
    static Duration waitAfter(int attempts) {
        int doublings = Math.clamp(attempts - 1L, 0, 10);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
