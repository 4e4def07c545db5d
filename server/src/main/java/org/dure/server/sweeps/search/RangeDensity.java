package org.dure.server.sweeps.search;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.special.Erf;

/// Over a range, on the scale on which its values lie evenly: normal distributions cut off at the ends. Each is as wide
/// as it is far to the next value, within limits.
final class RangeDensity implements Density {

    private static final double WIDTH_SHARES_MOST = 100;
    private static final double SQRT_2 = Math.sqrt(2);
    private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

    private final Domain.Range domain;
    /// Of the kernels, with that of the whole range last, like the others.
    private final double[] middles;

    private final double[] widths;
    private final double[] weights;
    /// What each kernel adds to the logarithm of its density: its weight as against its share within the range.
    private final double[] scales;

    private RangeDensity(Domain.Range domain, double[] middles, double[] widths) {
        this.domain = domain;
        this.middles = middles;
        this.widths = widths;
        this.weights = Density.weights(middles.length - 1);
        this.scales = new double[middles.length];
        for (int kernel = 0; kernel < middles.length; kernel++) {
            double within = below(kernel, domain.to()) - below(kernel, domain.from());
            scales[kernel] = Math.log(weights[kernel] / within);
        }
    }

    static RangeDensity over(Domain.Range domain, List<Object> values) {
        int count = values.size();
        double low = domain.from();
        double high = domain.to();
        double[] middles = new double[count + 1];
        for (int at = 0; at < count; at++) {
            middles[at] = domain.place(values.get(at));
        }
        middles[count] = (low + high) / 2;
        double[] widths = distances(middles, low, high);
        double least = (high - low) / Math.min(WIDTH_SHARES_MOST, 2.0 + count);
        for (int at = 0; at < count; at++) {
            widths[at] = Math.clamp(widths[at], least, high - low);
        }
        widths[count] = high - low;
        return new RangeDensity(domain, middles, widths);
    }

    /// From each to its farther neighbour. The outermost ones look inwards alone.
    private static double[] distances(double[] middles, double low, double high) {
        int[] order = IntStream.range(0, middles.length)
                .boxed()
                .sorted(Comparator.comparingDouble(at -> middles[at]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] distances = new double[middles.length];
        for (int rank = 0; rank < order.length; rank++) {
            double middle = middles[order[rank]];
            boolean first = rank == 0;
            boolean last = rank == order.length - 1;
            double left = middle - (first ? low : middles[order[rank - 1]]);
            double right = (last ? high : middles[order[rank + 1]]) - middle;
            if (first && !last) {
                distances[order[rank]] = right;
            } else if (last && !first) {
                distances[order[rank]] = left;
            } else {
                distances[order[rank]] = Math.max(left, right);
            }
        }
        return distances;
    }

    @Override
    public Object draw(SplittableRandom random) {
        int kernel = Density.pick(weights, random);
        double from = below(kernel, domain.from());
        double share = from + random.nextDouble() * (below(kernel, domain.to()) - from);
        double place = middles[kernel] + widths[kernel] * SQRT_2 * Erf.erfInv(2 * share - 1);
        return domain.value(Math.clamp(place, domain.from(), domain.to()));
    }

    @Override
    public double logDensity(Object value) {
        double place = domain.place(value);
        boolean unit = domain.type() == Parameter.Type.INT;
        double[] logs = new double[middles.length];
        for (int kernel = 0; kernel < middles.length; kernel++) {
            double log;
            if (unit) {
                log = Math.log(Math.max(Double.MIN_NORMAL, below(kernel, place + 0.5) - below(kernel, place - 0.5)));
            } else {
                double far = (place - middles[kernel]) / widths[kernel];
                log = -far * far / 2 - LOG_SQRT_2_PI - Math.log(widths[kernel]);
            }
            logs[kernel] = scales[kernel] + log;
        }
        return Density.logSum(logs);
    }

    /// The share of a whole normal distribution that lies below a place.
    private double below(int kernel, double place) {
        return 0.5 * Erf.erfc(-(place - middles[kernel]) / (widths[kernel] * SQRT_2));
    }
}
