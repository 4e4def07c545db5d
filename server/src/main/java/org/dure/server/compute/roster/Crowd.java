package org.dure.server.compute.roster;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// Those of a project that compete with each other for slots of a kind. The same object as long as nothing of any
/// of them changes: what was made of it stays true for it.
public final class Crowd {

    /// @param group a problem's or a sweep's; the project's own for those of which nothing is known
    public record Name(UUID project, String group) {}

    private static final Comparator<Member> BY_ARRIVAL =
            Comparator.comparing(Member::created).thenComparing(Member::session);

    private final Name name;
    private final List<Member> members;

    /// @param members at least one
    Crowd(Name name, List<Member> members) {
        this.name = name;
        this.members = members.stream().sorted(BY_ARRIVAL).toList();
    }

    /// By the arrival of their first.
    static Comparator<Crowd> byArrival() {
        return Comparator.comparing(crowd -> crowd.members.getFirst(), BY_ARRIVAL);
    }

    public UUID project() {
        return name.project();
    }

    public String group() {
        return name.group();
    }

    /// By their arrival.
    public List<Member> members() {
        return members;
    }
}
