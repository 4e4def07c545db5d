package org.dure.server.compute.share;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.compute.slot.Slot;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Shares and quotas: shown to a project's people, set by administrators, and kept when slots are given out.
@Service
public class ShareService {

    private static final double WEIGHT_MAX = 1_000;
    private static final int SLOTS_MAX = 100_000;
    private static final double HOURS_MAX = 10_000_000;

    /// A project's share with what it has of it.
    ///
    /// @param part         of all projects' weights together
    /// @param gpuHoursUsed in this month
    public record Standing(
            Share share, String projectName, double part, int gpusHeld, int cpusHeld, double gpuHoursUsed) {}

    private final ShareRepository shares;
    private final SlotService slots;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;

    ShareService(ShareRepository shares, SlotService slots, ProjectService projects, Audit audit, Clock clock) {
        this.shares = shares;
        this.slots = slots;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    /// As they are now, for giving out slots.
    public Quotas now() {
        List<Share> all = shares.all();
        boolean monthly = all.stream().anyMatch(share -> share.gpuHoursPerMonth() != null);
        Instant now = clock.instant();
        return new Quotas(
                all.stream().collect(Collectors.toMap(Share::projectId, share -> share)),
                monthly ? shares.gpuHours(beginOfMonth(now), now) : Map.of(),
                LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1).plusMonths(1));
    }

    /// At submission: what a quota could never give is refused at once.
    ///
    /// @throws UserError.Invalid naming the need that is beyond the project's quota
    public void check(UUID projectId, Session.Needs needs) {
        Share share = of(projectId);
        Integer gpusMax = share.gpusMax();
        int gpus = needs.gpus() * needs.nodes();
        if (gpusMax != null && gpus > gpusMax) {
            throw new UserError.Invalid(
                    "needs.gpus", "must be at most " + gpusMax + ", the project's quota, not " + gpus);
        }
        Integer cpusMax = share.cpusMax();
        if (cpusMax != null && gpus == 0 && Math.ceil(needs.cpus()) * needs.nodes() > cpusMax) {
            double cpus = needs.cpus() * needs.nodes();
            throw new UserError.Invalid(
                    "needs.cpus", "must be at most " + cpusMax + ", the project's quota, not " + cpus);
        }
    }

    /// Those of the projects that the caller may see, by name.
    public List<Standing> list(Caller caller) {
        List<Project> all = projects.list(Caller.platform());
        Map<UUID, Share> set = shares.all().stream().collect(Collectors.toMap(Share::projectId, share -> share));
        double weights = all.stream()
                .mapToDouble(project -> set.getOrDefault(project.id(), Share.standard(project.id()))
                        .weight())
                .sum();
        Instant now = clock.instant();
        Map<UUID, Double> hours = shares.gpuHours(beginOfMonth(now), now);
        List<Slot> held = slots.list();
        return all.stream()
                .filter(project -> caller.may(Permission.COMPUTE_READ, project.id()))
                .map(project -> {
                    Share share = set.getOrDefault(project.id(), Share.standard(project.id()));
                    return new Standing(
                            share,
                            project.name(),
                            share.weight() / weights,
                            held(held, project.id(), Slot.Kind.GPU),
                            held(held, project.id(), Slot.Kind.CPU),
                            hours.getOrDefault(project.id(), 0.0));
                })
                .toList();
    }

    Standing get(Caller caller, String project) {
        UUID id = projects.require(caller, Permission.COMPUTE_READ, project);
        return list(caller).stream()
                .filter(each -> each.share().projectId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /// Replaces the whole share; for administrators.
    ///
    /// @throws UserError.Invalid naming every field that is wrong
    @Transactional
    public void set(
            Caller caller,
            String project,
            @Nullable Double weight,
            @Nullable Integer gpusMax,
            @Nullable Integer cpusMax,
            @Nullable Double gpuHoursPerMonth) {
        caller.requireAdministrator();
        UUID id = projects.require(caller, Permission.COMPUTE_READ, project);
        double weighs = weight == null ? 1 : weight;
        List<UserError.Field> wrong = new ArrayList<>();
        if (!(weighs > 0 && weighs <= WEIGHT_MAX)) {
            wrong.add(new UserError.Field("weight", "must be above 0 and at most 1000, not " + weighs));
        }
        checkQuota("gpus_max", gpusMax == null ? null : gpusMax.doubleValue(), SLOTS_MAX, wrong);
        checkQuota("cpus_max", cpusMax == null ? null : cpusMax.doubleValue(), SLOTS_MAX, wrong);
        checkQuota("gpu_hours_per_month", gpuHoursPerMonth, HOURS_MAX, wrong);
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
        shares.put(new Share(id, weighs, gpusMax, cpusMax, gpuHoursPerMonth), caller.name());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("weight", weighs);
        detail.put("gpus_max", String.valueOf(gpusMax));
        detail.put("cpus_max", String.valueOf(cpusMax));
        detail.put("gpu_hours_per_month", String.valueOf(gpuHoursPerMonth));
        audit.record(caller, id, "compute.share_set", "project " + project, detail);
    }

    private Share of(UUID projectId) {
        return shares.all().stream()
                .filter(share -> share.projectId().equals(projectId))
                .findFirst()
                .orElse(Share.standard(projectId));
    }

    private static void checkQuota(String field, @Nullable Double value, double most, List<UserError.Field> wrong) {
        if (value != null && !(value >= 0 && value <= most)) {
            wrong.add(new UserError.Field(
                    field, "must lie between 0 and " + (long) most + ", or be absent for no quota"));
        }
    }

    private static int held(List<Slot> slots, UUID projectId, Slot.Kind kind) {
        return (int) slots.stream()
                .filter(slot -> slot.kind() == kind)
                .filter(slot ->
                        slot.holder() != null && slot.holder().projectId().equals(projectId))
                .count();
    }

    private static Instant beginOfMonth(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC)
                .withDayOfMonth(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}
