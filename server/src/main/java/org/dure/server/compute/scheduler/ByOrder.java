package org.dure.server.compute.scheduler;

import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// The rules that know neither tenants nor losses: the least by one figure goes first.
public enum ByOrder implements Policy {
    /// First come, first served, to the end.
    FIFO(true),
    /// An epoch each.
    ROUND_ROBIN(false),
    /// Whoever has the least work left, to the end.
    SHORTEST_FIRST(true),
    /// Least attained service: whoever has had the fewest seconds.
    LEAST_ATTAINED(false);

    private final boolean toTheEnd;

    ByOrder(boolean toTheEnd) {
        this.toTheEnd = toTheEnd;
    }

    @Override
    public @Nullable Decision next(Offer offer, RandomGenerator random) {
        Decision best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Tenant tenant : offer.tenants()) {
            for (Problem problem : tenant.problems()) {
                for (Trial trial : problem.ready()) {
                    boolean keeps = toTheEnd && trial == offer.last();
                    double figure = keeps ? Double.NEGATIVE_INFINITY : figure(trial, problem.horizon());
                    if (figure < least) {
                        least = figure;
                        Pick pick = new Pick(trial, ground(keeps), 0, Double.NaN);
                        best = new Decision(tenant, problem, pick, Double.NaN, tenant.virtualTime(), Double.NaN, 0);
                    }
                }
            }
        }
        return best;
    }

    private double figure(Trial trial, int horizon) {
        double tie = trial.arrivedAt() * 1e-9;
        return switch (this) {
            case FIFO -> trial.arrivedAt();
            case ROUND_ROBIN -> trial.epochs() + tie;
            case SHORTEST_FIRST -> trial.secondsPerEpoch() * (horizon - trial.epochs());
            case LEAST_ATTAINED -> trial.secondsPerEpoch() * trial.epochs() + tie;
        };
    }

    private Pick.Ground ground(boolean keeps) {
        if (keeps) {
            return Pick.Ground.GOES_ON;
        }
        return toTheEnd ? Pick.Ground.NEXT_IN_LINE : Pick.Ground.FEWEST_EPOCHS;
    }
}
