package org.dure.server.sweeps.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Population based training (Jaderberg et al., "Population based training of neural networks", 2017) with truncation
/// selection: at a rung, each of the worst members becomes a copy of one of the best, drawn evenly, and explores from
/// there: each of its parameters is multiplied by 0.8 or 1.2, or drawn anew.
///
/// All of it follows from the seed, the numbers of the trials and the losses at the rung.
///
/// @param share    of the members that are replaced and of those that are copied, at most a half
/// @param resample how likely a parameter is drawn anew
public record Breeding(double share, double resample) {

    /// The paper's.
    public static final double SHARE = 0.2;

    public static final double RESAMPLE = 0.25;
    private static final double SHRINK = 0.8;
    private static final double GROW = 1.2;

    /// How a member stands at a rung.
    ///
    /// @param number of its trial
    /// @param loss   the smaller the better; NaN for one that has run away or failed, which is worse than any other
    public record Standing(int number, double loss) {}

    /// @param loser  the number of the trial that gives its place
    /// @param source the number of the trial that is copied
    /// @param copy   the number of the new trial
    public record Copy(int loser, int source, int copy) {}

    /// Who copies whom, the worst first.
    ///
    /// @param members of the whole population
    /// @param first   the number that the next new trial gets
    /// @param most    no more copies than so many
    public List<Copy> copies(List<Standing> members, long seed, int first, int most) {
        List<Standing> order = members.stream()
                .sorted(Comparator.<Standing>comparingDouble(
                                member -> Double.isNaN(member.loss()) ? Double.POSITIVE_INFINITY : member.loss())
                        .thenComparingInt(Standing::number))
                .toList();
        int taken = Math.min((int) Math.ceil(share * order.size()), order.size() / 2);
        List<Copy> copies = new ArrayList<>();
        for (int place = 0; place < taken && copies.size() < most; place++) {
            Standing loser = order.get(order.size() - 1 - place);
            int number = first + copies.size();
            Standing source = order.get(RandomSearch.generator(seed, number).nextInt(taken));
            // Where nobody is better there is nothing to copy. A NaN is no better than any other number.
            if (source.loss() < loser.loss() || Double.isNaN(loser.loss()) && !Double.isNaN(source.loss())) {
                copies.add(new Copy(loser.number(), source.number(), number));
            }
        }
        return copies;
    }

    /// The point of a copy, near that of the trial that it is made from.
    ///
    /// @param number of the copy
    public Map<String, Object> explore(Space space, long seed, int number, Map<String, Object> source) {
        SplittableRandom random = RandomSearch.generator(seed, number);
        // The first number has chosen the source.
        random.nextInt();
        return space.fill((parameter, place) -> {
            double fate = random.nextDouble();
            double share = random.nextDouble();
            boolean grows = random.nextBoolean();
            @Nullable Object value = source.get(parameter.name());
            return value == null || fate < resample
                    ? parameter.domain().at(share)
                    : changed(parameter.domain(), value, grows ? GROW : SHRINK);
        });
    }

    private static Object changed(Domain domain, Object value, double factor) {
        return switch (domain) {
            case Domain.Range range -> range.times(value, factor);
            // Values without an order have no neighbours.
            case Domain.Choice choice -> value;
        };
    }
}
