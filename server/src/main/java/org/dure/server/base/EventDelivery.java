package org.dure.server.base;

import org.springframework.modulith.events.FailedEventPublications;
import org.springframework.modulith.events.ResubmissionOptions;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Delivers again what a listener could not take, because PostgreSQL died under it, say. A restart delivers again, too,
/// but nobody restarts `server` for that.
///
/// A delivery whose end was never written down counts as failed after the times in `application.yaml`.
@Component
class EventDelivery {

    private final FailedEventPublications failed;

    EventDelivery(FailedEventPublications failed) {
        this.failed = failed;
    }

    @Scheduled(fixedDelayString = "PT5S")
    void deliverAgain() {
        failed.resubmit(ResubmissionOptions.defaults());
    }
}
