package org.dure.server.compute.roster;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;

/// Who takes part in a pool: those that are not over, and of the groups in which they compete the newest of those that
/// are. What is in it is a function of the rows alone, however it came there.
public final class Roster {

    private static final int WAITING_MOST = 10_000;

    /// As PostgreSQL orders them, so by age.
    private static final Comparator<UUID> BY_ID = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private final String pool;
    private final int overMost;
    private final NavigableMap<UUID, Member> open = new TreeMap<>(BY_ID);
    private final NavigableMap<UUID, Member> over = new TreeMap<>(BY_ID);

    /// Both, by what they compete on.
    private final Map<Crowd.Name, Map<UUID, Member>> members = new HashMap<>();

    private final Map<Crowd.Name, Map<Slot.Kind, Crowd>> crowds = new HashMap<>();
    private final Set<Crowd.Name> touched = new HashSet<>();

    /// How many that are not over compete in each problem, sweep or the like.
    private final Map<String, Integer> groups = new HashMap<>();

    /// Of which those that are over are known.
    private Set<String> groupsOfOver = Set.of();

    private boolean wantsOver;
    private Instant now = Instant.MIN;

    Roster(String pool, int overMost) {
        this.pool = pool;
        this.overMost = overMost;
    }

    /// Puts what was read in the place of what was known of the same sessions.
    ///
    /// @param asked all that were asked for: of whom no row was found, there is none
    void put(Collection<UUID> asked, Collection<Member> found) {
        Map<UUID, Member> byId = new HashMap<>();
        found.forEach(member -> byId.put(member.session(), member));
        for (UUID id : asked) {
            Member member = byId.get(id);
            boolean takesPart =
                    member != null && !member.over() && member.pool().equals(pool);
            count(open.get(id), -1);
            set(open, id, takesPart ? member : null);
            count(open.get(id), 1);
        }
        wantsOver |= !groups.keySet().equals(groupsOfOver);
        // One more does not ask for all to be read anew: it is put among the others, and the oldest goes.
        for (UUID id : asked) {
            Member member = byId.get(id);
            boolean tells = member != null
                    && member.over()
                    && member.shows()
                    && groups.containsKey(member.curve().group());
            wantsOver |= set(over, id, tells ? member : null);
        }
        while (over.size() > overMost) {
            set(over, over.firstKey(), null);
        }
    }

    private void count(@Nullable Member member, int more) {
        String group =
                member == null || !member.competes() ? null : member.curve().group();
        if (group != null && groups.merge(group, more, Integer::sum) == 0) {
            groups.remove(group);
        }
    }

    /// Whether those that are over are to be read anew: others may have their places now.
    boolean wantsOver() {
        return wantsOver;
    }

    /// In which those compete that are not over.
    Set<String> groups() {
        return groups.keySet();
    }

    Set<UUID> knownOver() {
        return over.keySet();
    }

    /// @param newest of the groups that are over
    /// @param found  those of them that were not known
    void putOver(Set<UUID> newest, Collection<Member> found) {
        for (UUID id : List.copyOf(over.keySet())) {
            if (!newest.contains(id)) {
                set(over, id, null);
            }
        }
        for (Member member : found) {
            if (!open.containsKey(member.session())) {
                set(over, member.session(), member);
            }
        }
        groupsOfOver = Set.copyOf(groups.keySet());
        wantsOver = false;
    }

    /// Whether one has left its crowd.
    private boolean set(Map<UUID, Member> part, UUID id, @Nullable Member member) {
        Member before = member == null ? part.remove(id) : part.put(id, member);
        if (Objects.equals(before, member)) {
            return false;
        }
        if (before != null) {
            touched.add(before.crowd());
            // Only this one: who goes from one part to the other may have been put already.
            members.getOrDefault(before.crowd(), Map.of()).remove(id, before);
        }
        if (member != null) {
            touched.add(member.crowd());
            members.computeIfAbsent(member.crowd(), name -> new HashMap<>()).put(id, member);
        }
        return before != null && (member == null || !before.crowd().equals(member.crowd()));
    }

    /// All that was read has been put. Crowds of which nothing was touched stay the same objects.
    void settle(Instant moment) {
        now = moment;
        for (Crowd.Name name : touched) {
            Map<UUID, Member> all = members.getOrDefault(name, Map.of());
            if (all.isEmpty()) {
                members.remove(name);
            }
            Map<Slot.Kind, Crowd> byKind = new EnumMap<>(Slot.Kind.class);
            for (Slot.Kind kind : Slot.Kind.values()) {
                List<Member> competing = all.values().stream()
                        .filter(member -> member.over() || member.competesFor(kind))
                        .toList();
                if (competing.stream().anyMatch(member -> !member.over())) {
                    byKind.put(kind, new Crowd(name, competing));
                }
            }
            crowds.put(name, byKind);
            if (byKind.isEmpty()) {
                crowds.remove(name);
            }
        }
        touched.clear();
    }

    /// Those that wait for slots, the oldest first.
    public List<Queue.Waiting> waiting() {
        return open.values().stream()
                .filter(member -> member.waits(now))
                .limit(WAITING_MOST)
                .map(Member::asks)
                .toList();
    }

    /// Those that compete for slots of the kind, by the arrival of their first.
    public List<Crowd> crowds(Slot.Kind kind) {
        return crowds.values().stream()
                .map(byKind -> byKind.get(kind))
                .filter(Objects::nonNull)
                .sorted(Crowd.byArrival())
                .toList();
    }
}
