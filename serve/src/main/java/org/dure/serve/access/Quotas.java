package org.dure.serve.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dure.base.serving.RoutingTable;

/// Calls a second (token bucket, RFC 2697's single-rate form: the bucket holds one second's calls) and calls a day
/// (UTC) of each key. The day's count is what the spool has seen, so it survives a restart.
public final class Quotas {

    /// Of a try-it token's endpoint, all tokens together.
    private static final int TRY_PER_SECOND = 20;

    private static final class Bucket {
        double tokens;
        Instant filledAt;

        Bucket(double tokens, Instant now) {
            this.tokens = tokens;
            this.filledAt = now;
        }
    }

    private final Clock clock;
    private final Map<UUID, Bucket> buckets = new HashMap<>();
    private final Map<UUID, Long> today = new HashMap<>();
    private LocalDate day;

    /// @param counted calls of `day` that were answered before this process started, by key
    public Quotas(Clock clock, LocalDate day, Map<UUID, Long> counted) {
        this.clock = clock;
        this.day = day;
        today.putAll(counted);
    }

    /// Asks for one call. A call that is admitted and then not answered is given back by [#release].
    public synchronized Admission admit(Caller caller, UUID endpointId) {
        RoutingTable.Key key = caller.key();
        Instant now = clock.instant();
        if (key == null) {
            return take(endpointId, TRY_PER_SECOND, now);
        }
        turnDay(now);
        if (today.getOrDefault(key.id(), 0L) >= key.perDay()) {
            Instant midnight = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            long wait = Math.max(1, Duration.between(now, midnight).toSeconds() + 1);
            return new Admission.Refused(wait, "The key's " + key.perDay() + " calls of this day (UTC) are used up");
        }
        Admission admission = take(key.id(), key.perSecond(), now);
        if (admission instanceof Admission.Admitted) {
            today.merge(key.id(), 1L, Long::sum);
        }
        return admission;
    }

    /// Gives a call of this day back: it failed through no fault of the caller.
    public synchronized void release(Caller caller) {
        RoutingTable.Key key = caller.key();
        if (key != null) {
            turnDay(clock.instant());
            today.computeIfPresent(key.id(), (id, count) -> count > 1 ? count - 1 : null);
        }
    }

    /// Whether a call answered with `status` counts for its day: refusals by quota and our own failures do not.
    public static boolean counts(int status) {
        return status < 500 && status != 429;
    }

    private Admission take(UUID id, int perSecond, Instant now) {
        Bucket bucket = buckets.computeIfAbsent(id, fresh -> new Bucket(perSecond, now));
        // A clock set back refills nothing.
        double seconds = Math.max(0, Duration.between(bucket.filledAt, now).toNanos() / 1e9);
        bucket.tokens = Math.min(perSecond, bucket.tokens + seconds * perSecond);
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return new Admission.Refused(1, "More than " + perSecond + " calls a second");
        }
        bucket.tokens--;
        return new Admission.Admitted();
    }

    private void turnDay(Instant now) {
        LocalDate current = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!current.equals(day)) {
            day = current;
            today.clear();
            buckets.clear();
        }
    }
}
