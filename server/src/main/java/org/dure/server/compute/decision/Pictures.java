package org.dure.server.compute.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dure.server.compute.Pool;
import org.dure.server.compute.curve.CurveService;
import org.dure.server.compute.curve.SessionCurve;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes the picture of a decision from rows.
@Component
class Pictures {

    /// What a start costs where none has been seen.
    private static final double START_SECONDS = 20;

    private final PictureRepository rows;
    private final CurveService curves;

    Pictures(PictureRepository rows, CurveService curves) {
        this.rows = rows;
        this.curves = curves;
    }

    /// @param ready  the sessions to which the slots could be given, the holder among them
    /// @param holder whose slice is over; null where free slots are given out
    Inputs of(
            Pool pool,
            Slot.Kind kind,
            QueueService.Picture queue,
            Set<UUID> ready,
            @Nullable UUID holder,
            long number,
            Instant now) {
        double slice = sliceSeconds(pool);
        List<Group.Member> members = members(pool, kind, now);
        Map<UUID, Map<String, List<Group.Member>>> byProject = new LinkedHashMap<>();
        for (Group.Member member : members) {
            String group = member.curve().group();
            byProject
                    .computeIfAbsent(member.project(), project -> new LinkedHashMap<>())
                    .computeIfAbsent(group == null ? "project " + member.project() : group, name -> new ArrayList<>())
                    .add(member);
        }
        Set<UUID> active = new TreeSet<>(members.stream()
                .filter(member -> ready.contains(member.session()) || member.holds())
                .map(Group.Member::project)
                .toList());
        Map<UUID, Double> times = virtualTimes(pool, kind, queue, active, now);
        List<Inputs.Tenant> tenants = new ArrayList<>();
        for (UUID project : active) {
            List<Inputs.Group> groups = new ArrayList<>();
            byProject
                    .getOrDefault(project, Map.of())
                    .forEach((name, all) -> groups.add(new Group(all).picture(name, ready, slice)));
            tenants.add(new Inputs.Tenant(
                    project, queue.quotas().weight(project), times.getOrDefault(project, 0.0), groups));
        }
        // Who promises the same goes in the order in which they stand here.
        tenants.sort(Comparator.comparingDouble(Inputs.Tenant::virtualTime).thenComparing(Inputs.Tenant::project));
        double resume = rows.startSeconds(pool.name(), START_SECONDS) / slice;
        return new Inputs(pool.policy(), number, seed(pool, number), slice, resume, holder, List.of(), tenants);
    }

    /// Of pools where sessions keep their slots to the end, the usual slice stands for what a start is worth.
    static double sliceSeconds(Pool pool) {
        return pool.sliceSeconds() == 0 ? Pool.SLICE_SECONDS_DEFAULT : pool.sliceSeconds();
    }

    /// The same decision draws the same numbers, whoever makes it again after a crash.
    static long seed(Pool pool, long number) {
        return 31L * number + pool.name().hashCode();
    }

    private List<Group.Member> members(Pool pool, Slot.Kind kind, Instant now) {
        List<PictureRepository.Competitor> open = rows.open(pool.name(), now).stream()
                .filter(each -> each.onGpu() == (kind == Slot.Kind.GPU))
                .toList();
        Map<UUID, SessionCurve> known = new HashMap<>(curves.of(
                open.stream().map(PictureRepository.Competitor::session).toList()));
        Set<String> groups = new HashSet<>();
        known.values().forEach(curve -> {
            if (curve.group() != null) {
                groups.add(curve.group());
            }
        });
        List<PictureRepository.Competitor> over = rows.over(groups, now);
        known.putAll(curves.of(
                over.stream().map(PictureRepository.Competitor::session).toList()));
        return Stream.concat(over.stream(), open.stream())
                .map(each -> member(each, known.get(each.session())))
                .sorted(Comparator.comparing(Group.Member::created).thenComparing(Group.Member::session))
                .toList();
    }

    private static Group.Member member(PictureRepository.Competitor each, @Nullable SessionCurve curve) {
        return new Group.Member(
                each.session(),
                each.project(),
                each.over(),
                each.state().equals("SUCCEEDED"),
                !each.over() && !each.state().equals("WAITING"),
                each.slots(),
                each.command(),
                curve == null ? new SessionCurve(each.session(), null, true, List.of(), null) : curve,
                each.seconds(),
                each.created(),
                each.waitsSince());
    }

    /// Slot-seconds for each unit of weight. Whoever comes, or comes back, starts where the least served stands.
    private Map<UUID, Double> virtualTimes(
            Pool pool, Slot.Kind kind, QueueService.Picture queue, Set<UUID> active, Instant now) {
        double slice = sliceSeconds(pool);
        rows.keepClocks(pool.name(), kind, active);
        Map<UUID, PictureRepository.Clocked> before = rows.clocks(pool.name(), kind, slice, now);
        double least = before.entrySet().stream()
                .mapToDouble(entry -> virtualTime(queue, entry.getKey(), entry.getValue()))
                .min()
                .orElse(0);
        active.stream()
                .filter(project -> !before.containsKey(project))
                .forEach(project -> rows.startClock(pool.name(), kind, project, least, now));
        return rows.clocks(pool.name(), kind, slice, now).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> virtualTime(queue, entry.getKey(), entry.getValue())));
    }

    private static double virtualTime(QueueService.Picture queue, UUID project, PictureRepository.Clocked clock) {
        return clock.base() + clock.slotSeconds() / queue.quotas().weight(project);
    }
}
