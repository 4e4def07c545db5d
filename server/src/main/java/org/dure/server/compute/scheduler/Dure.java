package org.dure.server.compute.scheduler;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.search.ModelSearch;
import org.dure.server.compute.scheduler.search.Pick;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// Dure's rule. Among the tenants that are not more than a bounded lag ahead of the least served, the problem goes
/// first whose best experiment is most likely to renew the problem's best, for each second that it takes until then;
/// within the problem the search decides. A slot is moved to another problem only where that promises clearly more, or
/// where its tenant has come to the end of its lag, and every twentieth slot goes to whoever has waited longest, once
/// eight for each that waits were given meanwhile.
public final class Dure implements Policy {

    /// How far a tenant may be ahead of the least served, in slices.
    public static final double LAG_SLICES = 20;

    /// Slots, however many wait. Of the decisions of a pool the server keeps the latest 20,000.
    private static final long PATIENCE_MOST = 10_000;

    /// Slices that a start may cost to be cheap. Chosen on half of the tasks of `bench/scheduler`: where it costs a
    /// fifth of one, beginners first pays; where it costs all of one, staying does.
    private static final double CHEAP_START = .3;

    /// @param lagSeconds how far a tenant may be ahead of the least served, in slot-seconds for each unit of weight
    /// @param beginShare of that lag, 0–1, up to which a tenant gets a slot that it does not hold. Those at the
    ///                   limit take turns of several slices then, and not of one, each with a start
    /// @param ageing     every so many slots one goes to whoever has waited longest; 0 for never
    /// @param patience   slots for each that waits, before which none gets one of those if tenants are several
    /// @param hysteresis by which factor another problem must promise more
    /// @param cheapStart slot-seconds up to which a start costs little beside a slice
    public record Settings(
            double lagSeconds, double beginShare, int ageing, int patience, double hysteresis, double cheapStart) {

        public static Settings standard(double secondsPerSlice) {
            return new Settings(LAG_SLICES * secondsPerSlice, .5, 20, 8, 3, CHEAP_START * secondsPerSlice);
        }

        /// Whether the decision of this number may go to whoever has waited longest.
        public boolean mayAge(long number) {
            return ageing > 0 && number % ageing == ageing - 1;
        }

        /// Slots for each that waits, within which everybody gets one.
        public int promised() {
            return patience + ageing;
        }

        /// How far ahead of the least served the tenant may get the slot, in slot-seconds for each unit of weight.
        public double lag(Offer offer, Tenant tenant) {
            return offer.holds(tenant) ? lagSeconds : beginShare * lagSeconds;
        }
    }

    private final Settings settings;
    private final ModelSearch search;

    public Dure(Settings settings, ModelSearch search) {
        this.settings = settings;
        this.search = search;
    }

    private record Candidate(Tenant tenant, Problem problem, double index) {}

    @Override
    public @Nullable Decision next(Offer offer, RandomGenerator random) {
        List<Tenant> backlogged = offer.backlogged();
        if (backlogged.isEmpty()) {
            return null;
        }
        double least =
                backlogged.stream().mapToDouble(Tenant::virtualTime).min().orElseThrow();
        List<Tenant> eligible = backlogged.stream()
                .filter(tenant -> tenant.virtualTime() <= least + settings.lag(offer, tenant))
                .toList();
        if (isForTheLongestWaiting(offer, backlogged)) {
            return ageing(backlogged, least, eligible.size());
        }
        Candidate chosen = choose(offer, eligible);
        boolean alone = backlogged.size() == 1;
        Pick pick = pick(offer, chosen.problem(), alone, random);
        return pick == null
                ? null
                : new Decision(
                        chosen.tenant(),
                        chosen.problem(),
                        pick,
                        chosen.index(),
                        chosen.tenant().virtualTime(),
                        least,
                        eligible.size());
    }

    /// Who is alone needs those slots from the first on: nothing else there moves a slot from one that promises well.
    private boolean isForTheLongestWaiting(Offer offer, List<Tenant> backlogged) {
        if (!settings.mayAge(offer.number())) {
            return false;
        }
        if (backlogged.size() == 1) {
            return true;
        }
        long waiting = backlogged.stream()
                .flatMap(tenant -> tenant.problems().stream())
                .mapToLong(problem -> problem.ready().size())
                .sum();
        return offer.passed() >= Math.min(settings.patience() * waiting, PATIENCE_MOST);
    }

    /// Among several tenants the end of a lag moves the slots now and then. Who is alone could stay for ever with what
    /// looks best of the little that has begun: there, where starts are cheap, beginners go before a promise.
    private @Nullable Pick pick(Offer offer, Problem problem, boolean alone, RandomGenerator random) {
        Trial last = offer.last();
        if (last != null && offer.holds(problem)) {
            boolean beginnersFirst = alone && last.startSeconds() <= settings.cheapStart();
            if (search.keeps(problem, last, beginnersFirst)) {
                double probability = search.promise(problem, last).probability();
                return new Pick(last, Pick.Ground.GOES_ON, 0, probability);
            }
        }
        return search.next(problem, random);
    }

    private Candidate choose(Offer offer, List<Tenant> eligible) {
        Candidate best = null;
        Candidate last = null;
        for (Tenant tenant : eligible) {
            for (Problem problem : tenant.problems()) {
                Candidate each = new Candidate(tenant, problem, index(offer, tenant, problem));
                if (best == null || each.index() > best.index()) {
                    best = each;
                }
                if (offer.holds(problem)) {
                    last = each;
                }
            }
        }
        java.util.Objects.requireNonNull(best);
        return last != null && last.index() >= 0 && best.index() < settings.hysteresis() * last.index() ? last : best;
    }

    /// Below 0 where the problem has nobody ready.
    private double index(Offer offer, Tenant tenant, Problem problem) {
        double most = -1;
        for (ModelSearch.Promise promise : search.promises(problem)) {
            most = Math.max(most, value(offer, tenant, promise));
        }
        return most;
    }

    /// What a second of the trial is worth: its probability for each second that it takes to find out, by its tenant's
    /// weight. What is not a number is worth nothing.
    public static double value(Offer offer, Tenant tenant, ModelSearch.Promise promise) {
        double value = tenant.weight() * promise.probability() / offer.cost(promise.trial(), promise.epochs());
        return value >= 0 ? value : 0;
    }

    /// Beyond their lag, too: what is promised to each experiment holds whoever its tenant is.
    private static Decision ageing(List<Tenant> backlogged, double least, int eligible) {
        Tenant tenant = null;
        Problem problem = null;
        Trial oldest = null;
        for (Tenant each : backlogged) {
            for (Problem its : each.problems()) {
                Trial waiting = its.ready().stream()
                        .min(Comparator.comparingDouble(Trial::waitingSince))
                        .orElse(null);
                if (waiting != null && (oldest == null || waiting.waitingSince() < oldest.waitingSince())) {
                    tenant = each;
                    problem = its;
                    oldest = waiting;
                }
            }
        }
        java.util.Objects.requireNonNull(tenant);
        java.util.Objects.requireNonNull(problem);
        java.util.Objects.requireNonNull(oldest);
        Pick pick = new Pick(oldest, Pick.Ground.AGEING, 0, Double.NaN);
        return new Decision(tenant, problem, pick, Double.NaN, tenant.virtualTime(), least, eligible);
    }
}
