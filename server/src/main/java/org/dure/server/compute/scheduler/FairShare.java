package org.dure.server.compute.scheduler;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Search;
import org.jspecify.annotations.Nullable;

/// Start-time fair queueing (Goyal, Vin, Cheng, 1996): the least served tenant chooses, by its search. With several
/// problems its least observed one goes first.
public final class FairShare implements Policy {

    private final Search search;

    public FairShare(Search search) {
        this.search = search;
    }

    @Override
    public @Nullable Decision next(Offer offer, RandomGenerator random) {
        List<Tenant> tenants = offer.backlogged().stream()
                .sorted(Comparator.comparingDouble(Tenant::virtualTime))
                .toList();
        for (Tenant tenant : tenants) {
            List<Problem> problems = tenant.problems().stream()
                    .sorted(Comparator.comparingInt(Problem::observations))
                    .toList();
            for (Problem problem : problems) {
                Pick pick = search.next(problem, random);
                if (pick != null) {
                    double least = tenants.getFirst().virtualTime();
                    return new Decision(tenant, problem, pick, Double.NaN, tenant.virtualTime(), least, 1);
                }
            }
        }
        return null;
    }
}
