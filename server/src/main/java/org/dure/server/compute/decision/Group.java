package org.dure.server.compute.decision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.server.compute.Session;
import org.dure.server.compute.roster.Member;
import org.jspecify.annotations.Nullable;

/// Sessions that compete, from their rows to what the scheduler sees: one loss an epoch, at most a hundred of them.
final class Group {

    private static final int EPOCHS_MOST = 100;
    private static final int EPOCHS_LEAST = 3;

    /// Of a training of which nothing is known.
    private static final int EPOCHS_USUAL = 27;

    private static final int BEGUN_MOST = 400;
    private static final int NEW_MOST = 200;

    /// What MLflow's wire makes of infinity is no loss.
    private static final double ENDLESS = 1e300;

    private final List<Member> members;
    private final int points;
    private final int stride;

    /// @param all by their order of arrival
    Group(List<Member> all) {
        members = some(all);
        int finished = members.stream()
                .filter(member -> member.state() == Session.State.SUCCEEDED)
                .mapToInt(Group::count)
                .max()
                .orElse(0);
        int open = members.stream()
                .filter(member -> !member.over())
                .mapToInt(member -> (int) Math.ceil(count(member) * 1.25) + 1)
                .max()
                .orElse(0);
        int most = members.stream().mapToInt(Group::count).max().orElse(0);
        int usual = finished > 0 ? finished : Math.max(EPOCHS_USUAL, most);
        points = Math.max(EPOCHS_LEAST, Math.max(usual, open));
        stride = (points + EPOCHS_MOST - 1) / EPOCHS_MOST;
    }

    private static int count(Member member) {
        return member.curve().points().size();
    }

    /// All that have begun, the open ones before the newest of the others, and the first of the new ones.
    private static List<Member> some(List<Member> all) {
        List<Member> open = all.stream()
                .filter(member -> !member.over() && (count(member) > 0 || member.holds()))
                .limit(BEGUN_MOST)
                .toList();
        List<Member> over = all.stream()
                .filter(member ->
                        member.over() && (count(member) > 0 || member.curve().evaluated() != null))
                .toList();
        List<Member> fresh = all.stream()
                .filter(member -> !member.over() && count(member) == 0 && !member.holds())
                .limit(NEW_MOST)
                .toList();
        List<Member> some = new ArrayList<>(open);
        some.addAll(over.subList(Math.max(0, over.size() - (BEGUN_MOST - open.size())), over.size()));
        some.addAll(fresh);
        some.sort(java.util.Comparator.comparing(Member::created).thenComparing(Member::session));
        return some;
    }

    /// @param ready to whom the slots could be given
    Inputs.Group picture(String name, Set<UUID> ready, double sliceSeconds) {
        double correction = correction();
        List<List<Double>> settings = Settings.byRank(
                members.stream().map(member -> Settings.of(member.command())).toList());
        Pace pace = pace(settings, sliceSeconds);
        List<Inputs.Trial> trials = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            int place = i;
            Member member = members.get(place);
            Inputs.Standing standing = ready.contains(member.session())
                    ? Inputs.Standing.READY
                    : member.holds() ? Inputs.Standing.RUNNING : Inputs.Standing.ASIDE;
            trials.add(new Inputs.Trial(
                    member.session(),
                    settings.get(i),
                    losses(member, correction),
                    member.asks().slotsOfAllNodes(),
                    member.asks().slotsOfAllNodes() * stride * seconds(member).orElseGet(() -> pace.of(place)),
                    standing,
                    member.created().toEpochMilli() / 1000.0,
                    member.waitsSince().toEpochMilli() / 1000.0));
        }
        return new Inputs.Group(name, epochs(), correction, trials);
    }

    private int epochs() {
        return (points + stride - 1) / stride;
    }

    /// From one of its points to the next, by what it has run so far.
    private static OptionalDouble seconds(Member member) {
        int count = count(member);
        return count == 0 || member.seconds() <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(member.seconds() / count);
    }

    /// From one point to the next, for those that have shown none, by those whose attempts are over.
    private Pace pace(List<List<Double>> settings, double sliceSeconds) {
        List<OptionalDouble> known = members.stream()
                .map(member -> member.holds() ? OptionalDouble.empty() : seconds(member))
                .toList();
        return new Pace(known, settings, sliceSeconds);
    }

    static OptionalDouble median(Stream<OptionalDouble> values) {
        double[] sorted =
                values.flatMapToDouble(OptionalDouble::stream).sorted().toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }

    /// What programs log is put right by what the platform has found of those of this group that it has judged: the
    /// median difference. So who logs better figures than its models earn gains nothing by it.
    private double correction() {
        return median(members.stream().map(member -> member.curve().correction()))
                .orElse(0);
    }

    private List<@Nullable Double> losses(Member member, double usual) {
        double[] raw = member.curve().losses();
        Double evaluated = member.curve().evaluated();
        if (raw.length == 0 && evaluated != null) {
            raw = new double[points];
            Arrays.fill(raw, member.curve().loss(evaluated));
            usual = 0;
        }
        double correction = raw.length == 0 ? 0 : member.curve().correction().orElse(usual);
        List<@Nullable Double> losses = new ArrayList<>();
        for (int from = 0; from < raw.length && losses.size() < epochs(); from += stride) {
            double loss = raw[Math.min(from + stride, raw.length) - 1];
            losses.add(Double.isFinite(loss) && Math.abs(loss) < ENDLESS ? loss + correction : null);
        }
        return losses;
    }
}
