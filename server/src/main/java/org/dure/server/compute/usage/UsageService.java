package org.dure.server.compute.usage;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.base.UserError;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.ContextNames;
import org.dure.server.compute.Session;
import org.dure.server.compute.slot.Slot;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Hours of GPUs and CPU slots and what they cost, summed for those who may read it.
@Service
@NamedInterface("usage")
public class UsageService {

    private static final int DAYS_STANDARD = 30;
    private static final int DAYS_MAX = 400;
    private static final double PRICE_MAX = 1e9;
    private static final String LOCAL = "local";

    /// What is asked for.
    ///
    /// @param project the id or the name; null for all that the caller sees
    /// @param from    the first day in UTC; null for 29 days before the last
    /// @param to      the last day in UTC; null for today
    /// @param daily   whether each day is summed by itself
    /// @param others  whether the projects that the caller does not see are told together
    record Query(
            @Nullable String project,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            Usage.By by,
            boolean daily,
            boolean others) {}

    /// @param projects by id, the names
    /// @param problems by id, the names that are known
    record Report(
            LocalDate from,
            LocalDate to,
            List<Usage> rows,
            boolean truncated,
            Map<UUID, String> projects,
            Map<String, String> problems) {}

    private final UsageRepository usages;
    private final ProjectService projects;
    /// Asked for when needed: those who know the names may stand on this feature.
    private final ObjectProvider<ContextNames> names;

    private final ComputeSettings settings;
    private final Audit audit;
    private final Clock clock;

    UsageService(
            UsageRepository usages,
            ProjectService projects,
            ObjectProvider<ContextNames> names,
            ComputeSettings settings,
            Audit audit,
            Clock clock) {
        this.usages = usages;
        this.projects = projects;
        this.names = names;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /// @throws UserError.Invalid where the days are in the wrong order or too many
    Report report(Caller caller, Query query) {
        Map<UUID, String> visible = visible(caller, query.project());
        Instant now = clock.instant();
        LocalDate to = query.to() == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : query.to();
        LocalDate from = query.from() == null ? to.minusDays(DAYS_STANDARD - 1) : query.from();
        if (from.isAfter(to) || from.plusDays(DAYS_MAX).isBefore(to)) {
            throw new UserError.Invalid("from", "must be a day before " + to + ", at most " + DAYS_MAX + " days");
        }
        List<Usage> rows = usages.sum(
                query.by(),
                query.daily(),
                visible.keySet(),
                query.others() && query.by() == Usage.By.PROJECT && query.project() == null,
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                now);
        return new Report(from, to, rows, rows.size() == UsageRepository.ROWS_MAX, visible, problemNames(rows));
    }

    /// What the sessions that compete for a problem have held in a time. For other features, which ask for permission
    /// themselves.
    public Spent ofProblem(UUID problemId, Instant from, Instant until) {
        return usages.ofProblem(problemId, from, until, clock.instant());
    }

    /// What each of the sessions has held, of those that held anything. For other features, which ask for permission
    /// themselves.
    public Map<UUID, Spent> ofSessions(Collection<UUID> sessions) {
        Instant now = clock.instant();
        return usages.ofSessions(sessions, Instant.EPOCH, now, now);
    }

    /// In which prices are told: a code of ISO 4217, or whatever the room counts in.
    public String currency() {
        return settings.currency();
    }

    /// What an hour of a slot costs now, by pool and kind.
    public List<Price> prices() {
        return usages.prices();
    }

    /// Whether the slots that a session with such needs holds in the pool cost anything.
    public boolean isPriced(String pool, Session.Needs needs) {
        Slot.Kind held = needs.gpus() > 0 ? Slot.Kind.GPU : Slot.Kind.CPU;
        return usages.prices().stream()
                .anyMatch(price -> price.pool().equals(pool) && price.kind() == held && price.perHour() > 0);
    }

    /// From now on; for administrators.
    @Transactional
    public Price setPrice(Caller caller, @Nullable String pool, @Nullable String kind, @Nullable Double perHour) {
        caller.requireAdministrator();
        Slot.Kind priced;
        try {
            priced = Slot.Kind.valueOf(String.valueOf(kind));
        } catch (IllegalArgumentException unknown) {
            throw new UserError.Invalid("kind", "must be GPU or CPU, not " + kind);
        }
        if (perHour == null || !(perHour >= 0 && perHour <= PRICE_MAX)) {
            throw new UserError.Invalid("per_hour", "must lie between 0 and " + (long) PRICE_MAX);
        }
        Price price = new Price(pool == null ? LOCAL : pool, priced, perHour, clock.instant(), caller.name());
        usages.insert(price);
        audit.record(
                caller,
                null,
                "compute.price_set",
                "pool " + price.pool(),
                Map.of("kind", priced.name(), "per_hour", perHour, "currency", currency()));
        return price;
    }

    private Map<UUID, String> visible(Caller caller, @Nullable String project) {
        if (project != null) {
            UUID id = projects.require(caller, Permission.COMPUTE_READ, project);
            return projects.list(caller).stream()
                    .filter(each -> each.id().equals(id))
                    .collect(Collectors.toMap(Project::id, Project::name));
        }
        return projects.list(caller).stream()
                .filter(each -> caller.may(Permission.COMPUTE_READ, each.id()))
                .collect(Collectors.toMap(Project::id, Project::name));
    }

    private Map<String, String> problemNames(List<Usage> rows) {
        Set<String> ids = rows.stream()
                .map(Usage::problem)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toSet());
        return ids.isEmpty()
                ? Map.of()
                : names.stream()
                        .filter(each -> each.key().equals("problem"))
                        .findFirst()
                        .map(each -> each.names(ids))
                        .orElse(Map.of());
    }
}
