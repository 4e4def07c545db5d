package org.dure.server.sweeps.search;

import java.util.List;
import java.util.SplittableRandom;

/// Over a few values without an order: how often each was seen, smoothed.
///
/// @param chances of each value; their sum is 1
record ChoiceDensity(Domain.Choice domain, double[] chances) implements Density {

    static ChoiceDensity over(Domain.Choice domain, List<Object> values) {
        double[] weights = Density.weights(values.size());
        int choices = domain.values().size();
        double[] chances = new double[choices];
        // Each kernel spreads one unit of the prior over all values and kernels together, as Optuna does.
        double prior = 1.0 / (values.size() + 1);
        double sum = 1 + choices * prior;
        for (int kernel = 0; kernel < values.size(); kernel++) {
            for (int choice = 0; choice < choices; choice++) {
                chances[choice] += weights[kernel] * prior / sum;
            }
            int seen = domain.index(values.get(kernel));
            if (seen >= 0) {
                chances[seen] += weights[kernel] / sum;
            }
        }
        for (int choice = 0; choice < choices; choice++) {
            chances[choice] += weights[values.size()] / choices;
        }
        return new ChoiceDensity(domain, chances);
    }

    @Override
    public Object draw(SplittableRandom random) {
        return domain.values().get(Density.pick(chances, random));
    }

    @Override
    public double logDensity(Object value) {
        return Math.log(chances[domain.index(value)]);
    }
}
