package org.dure.serve.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.dure.base.serving.RoutingTable;
import org.junit.jupiter.api.Test;

class QuotasTest {

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-21T23:59:50Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final SettableClock clock = new SettableClock();
    private final UUID endpoint = UUID.randomUUID();
    private final UUID keyId = UUID.randomUUID();

    private Caller caller(int perSecond, long perDay) {
        RoutingTable.Key key = new RoutingTable.Key(keyId, "", endpoint, null, null, perSecond, perDay);
        return new Caller(endpoint, key, null);
    }

    private Quotas quotas(Map<UUID, Long> counted) {
        return new Quotas(clock, LocalDate.parse("2026-11-21"), counted);
    }

    @Test
    void the_day_ends_at_midnight_utc_and_says_when() {
        Quotas quotas = quotas(Map.of(keyId, 1L));
        Caller caller = caller(1_000, 2);
        assertThat(quotas.admit(caller, endpoint)).isInstanceOf(Admission.Admitted.class);
        assertThat(quotas.admit(caller, endpoint))
                .isEqualTo(new Admission.Refused(11, "The key's 2 calls of this day (UTC) are used up"));
        clock.now = Instant.parse("2026-11-22T00:00:00Z");
        assertThat(quotas.admit(caller, endpoint)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void a_call_that_was_given_back_can_be_made_again() {
        Quotas quotas = quotas(Map.of());
        Caller caller = caller(1_000, 1);
        assertThat(quotas.admit(caller, endpoint)).isInstanceOf(Admission.Admitted.class);
        quotas.release(caller);
        assertThat(quotas.admit(caller, endpoint)).isInstanceOf(Admission.Admitted.class);
        assertThat(quotas.admit(caller, endpoint)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void a_second_holds_no_more_calls_than_allowed_and_refusals_cost_none_of_the_day() {
        Quotas quotas = quotas(Map.of());
        Caller caller = caller(3, 1_000);
        int admitted = 0;
        for (int i = 0; i < 10; i++) {
            admitted += quotas.admit(caller, endpoint) instanceof Admission.Admitted ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(3);
    }
}
