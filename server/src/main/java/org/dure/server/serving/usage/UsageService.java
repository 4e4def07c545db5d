package org.dure.server.serving.usage;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.dure.base.serving.ServeEvent;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.serving.endpoint.EndpointService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// What callers used of an endpoint.
@Service
public class UsageService {

    private static final int DAYS_MAX = 366;
    private static final int DAYS = 30;

    /// @param calls     answered requests of all statuses
    /// @param answered  those answered with 2xx
    /// @param modelRows rows that the model answered
    record Usage(
            LocalDate from, LocalDate to, long calls, long answered, long modelRows, List<UsageRepository.Row> days) {}

    private final UsageRepository usage;
    private final EndpointService endpoints;
    private final Clock clock;

    UsageService(UsageRepository usage, EndpointService endpoints, Clock clock) {
        this.usage = usage;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /// Nothing where the event is there already.
    public void record(ServeEvent.Usage used) {
        usage.insert(used);
    }

    /// @param from the first day (UTC); null for 30 days
    /// @param to   the last day; null for today
    Usage of(Caller caller, UUID endpointId, @Nullable LocalDate from, @Nullable LocalDate to) {
        endpoints.get(caller, endpointId);
        LocalDate last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : to;
        LocalDate first = from == null ? last.minusDays(DAYS - 1L) : from;
        if (first.isAfter(last) || first.plusDays(DAYS_MAX).isBefore(last)) {
            throw new UserError.Invalid("from", "must not lie after to, and at most " + DAYS_MAX + " days before it");
        }
        List<UsageRepository.Row> days = usage.byDay(endpointId, first, last);
        return new Usage(
                first,
                last,
                days.stream().mapToLong(UsageRepository.Row::calls).sum(),
                days.stream()
                        .filter(row -> row.status() / 100 == 2)
                        .mapToLong(UsageRepository.Row::calls)
                        .sum(),
                days.stream().mapToLong(UsageRepository.Row::modelRows).sum(),
                days);
    }
}
