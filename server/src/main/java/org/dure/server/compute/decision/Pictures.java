package org.dure.server.compute.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.dure.server.compute.Pool;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.roster.Crowd;
import org.dure.server.compute.roster.Member;
import org.dure.server.compute.roster.Roster;
import org.dure.server.compute.scheduler.Dure;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes the picture of a decision from rows.
@Component
class Pictures {

    /// What a start costs where none has been seen.
    private static final double START_SECONDS = 20;

    /// What a crowd looked like.
    ///
    /// @param ready which of its members the slots could be given to
    private record Drawn(BitSet ready, double sliceSeconds, Picture.Stored stored) {}

    private final PictureRepository rows;

    /// A crowd never changes, so that what was drawn of it stays true.
    private final Map<Crowd, Drawn> drawn = Collections.synchronizedMap(new WeakHashMap<>());

    Pictures(PictureRepository rows) {
        this.rows = rows;
    }

    /// Groups in which nobody could have the slots are left out: nothing depends on them.
    ///
    /// @param ready  the sessions to which the slots could be given, the holder among them
    /// @param holder whose slice is over; null where free slots are given out
    Picture of(
            Pool pool,
            Slot.Kind kind,
            Roster roster,
            Quotas quotas,
            Set<UUID> ready,
            @Nullable UUID holder,
            long number,
            Instant now) {
        double slice = sliceSeconds(pool);
        Set<UUID> active = new TreeSet<>();
        Map<UUID, List<Picture.Stored>> byProject = new HashMap<>();
        for (Crowd crowd : roster.crowds(kind)) {
            BitSet wanting = wanting(crowd, ready);
            if (!wanting.isEmpty()) {
                byProject
                        .computeIfAbsent(crowd.project(), project -> new ArrayList<>())
                        .add(draw(crowd, wanting, ready, slice, holder, now));
            }
            if (!wanting.isEmpty() || crowd.members().stream().anyMatch(Member::holds)) {
                active.add(crowd.project());
            }
        }
        Map<UUID, Double> times = virtualTimes(pool, kind, quotas, active, now);
        List<Inputs.Tenant> tenants = new ArrayList<>();
        byProject.forEach((project, groups) -> tenants.add(new Inputs.Tenant(
                project,
                quotas.weight(project),
                times.getOrDefault(project, 0.0),
                groups.stream().map(Picture.Stored::group).toList())));
        // Who promises the same goes in the order in which they stand here.
        tenants.sort(Comparator.comparingDouble(Inputs.Tenant::virtualTime).thenComparing(Inputs.Tenant::project));
        double resume = rows.startSeconds(pool.name(), START_SECONDS) / slice;
        Inputs inputs = new Inputs(
                pool.policy(),
                number,
                seed(pool, number),
                slice,
                resume,
                holder,
                List.of(),
                passed(pool, slice, number, tenants),
                tenants);
        List<Picture.Stored> stored = new ArrayList<>();
        tenants.forEach(tenant -> stored.addAll(byProject.getOrDefault(tenant.project(), List.of())));
        return new Picture(inputs, stored);
    }

    private @Nullable Long passed(Pool pool, double slice, long number, List<Inputs.Tenant> tenants) {
        if (pool.policy() != Pool.Policy.BEST_MODEL
                || !Dure.Settings.standard(slice).mayAge(number)) {
            return null;
        }
        OptionalDouble since = tenants.stream()
                .flatMap(tenant -> tenant.groups().stream())
                .flatMap(group -> group.trials().stream())
                .filter(trial -> trial.standing() == Inputs.Standing.READY)
                .mapToDouble(Inputs.Trial::waitsSince)
                .min();
        return since.isEmpty() ? null : rows.decidedSince(pool.name(), since.getAsDouble());
    }

    /// The groups of those who wait, as a decision will see them.
    List<Inputs.Group> groups(Pool pool, Slot.Kind kind, Roster roster, Instant now) {
        Set<UUID> ready =
                roster.waiting().stream().map(Queue.Waiting::sessionId).collect(Collectors.toSet());
        List<Inputs.Group> groups = new ArrayList<>();
        for (Crowd crowd : roster.crowds(kind)) {
            BitSet wanting = wanting(crowd, ready);
            if (!wanting.isEmpty()) {
                groups.add(draw(crowd, wanting, ready, sliceSeconds(pool), null, now)
                        .group());
            }
        }
        return groups;
    }

    private static BitSet wanting(Crowd crowd, Set<UUID> ready) {
        BitSet wanting = new BitSet();
        for (int i = 0; i < crowd.members().size(); i++) {
            wanting.set(i, ready.contains(crowd.members().get(i).session()));
        }
        return wanting;
    }

    private Picture.Stored draw(
            Crowd crowd, BitSet wanting, Set<UUID> ready, double slice, @Nullable UUID holder, Instant now) {
        if (crowd.members().stream().anyMatch(member -> member.session().equals(holder))) {
            // How long the holder has run is another figure each time. Of the others that run nobody asks it.
            List<Member> members = crowd.members().stream()
                    .map(member -> member.session().equals(holder) ? member.withSecondsUntil(now) : member)
                    .toList();
            return Picture.Stored.of(new Group(members).picture(crowd.group(), ready, slice));
        }
        Drawn before = drawn.get(crowd);
        if (before != null && before.sliceSeconds() == slice && before.ready().equals(wanting)) {
            return before.stored();
        }
        Picture.Stored stored = Picture.Stored.of(new Group(crowd.members()).picture(crowd.group(), ready, slice));
        drawn.put(crowd, new Drawn(wanting, slice, stored));
        return stored;
    }

    /// Of pools where sessions keep their slots to the end, the usual slice stands for what a start is worth.
    static double sliceSeconds(Pool pool) {
        return pool.sliceSeconds() == 0 ? Pool.SLICE_SECONDS_DEFAULT : pool.sliceSeconds();
    }

    /// The same decision draws the same numbers, whoever makes it again after a crash.
    static long seed(Pool pool, long number) {
        return 31L * number + pool.name().hashCode();
    }

    /// Slot-seconds for each unit of weight. Whoever comes, or comes back, starts where the least served stands.
    private Map<UUID, Double> virtualTimes(Pool pool, Slot.Kind kind, Quotas quotas, Set<UUID> active, Instant now) {
        double slice = sliceSeconds(pool);
        Map<UUID, Double> times = rows.virtualTimes(pool.name(), kind, quotas, slice, now);
        if (times.keySet().retainAll(active)) {
            rows.keepClocks(pool.name(), kind, active);
        }
        double least = times.values().stream().min(Double::compare).orElse(0.0);
        List<UUID> others =
                active.stream().filter(project -> !times.containsKey(project)).toList();
        if (others.isEmpty()) {
            return times;
        }
        rows.startClocks(pool.name(), kind, others, least, now);
        return rows.virtualTimes(pool.name(), kind, quotas, slice, now);
    }
}
