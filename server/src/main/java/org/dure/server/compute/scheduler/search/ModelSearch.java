package org.dure.server.compute.scheduler.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.random.RandomGenerator;
import org.dure.server.compute.scheduler.search.Pick.Ground;
import org.jspecify.annotations.Nullable;

/// Dure's own search: a share of the slices by rungs, the larger the more wait to begin, where the model only says who
/// begins (by a draw from what it believes of each: Thompson, 1933); the others to whoever is most likely, for each
/// second that it takes, to fall below the best by a margin within some epochs, both drawn anew each time, so that now
/// the safest goes on and now the boldest, now the quickest and now the one of most endurance (Rakotoarison et al.,
/// In-Context Freeze-Thaw Bayesian Optimization, 2024). At first nearly all go by rungs, because a model of few losses
/// knows little. Where they have nobody to name, the model does.
public final class ModelSearch implements Search {

    /// Figures that won on half of the tasks of `bench/scheduler`; its gates are judged on the other half.
    ///
    /// @param rungShare   of slices in the long run where very many wait to begin, 0–1
    /// @param beginners   that wait where two thirds of that share are in force
    /// @param warmUp      losses after which most of the model's share is in force, or half as many as the problem
    ///                    has trials where that is less
    /// @param randomShare of new ones that begin in the order of arrival, 0–1
    /// @param points      of the Gaussian process, at most
    /// @param refit       share of more losses, beside those it was made from, after which the model is made anew
    /// @param newcomers   that are looked at where one begins
    /// @param rivals      new ones that are looked at beside those that have begun
    /// @param settle      by which factor another trial of the problem must promise more to take a slot over
    public record Settings(
            double rungShare,
            double beginners,
            double warmUp,
            double randomShare,
            int points,
            double refit,
            int newcomers,
            int rivals,
            double settle) {

        public static Settings standard() {
            return new Settings(.5, 200, 60, .1, 200, 1 / 8.0, 200, 32, 3);
        }
    }

    /// How likely a trial is to end below its problem's best.
    ///
    /// @param epochs that it takes to find out, at least 1
    public record Promise(Trial trial, double probability, int epochs) {

        /// For each slot-second that it takes to find out.
        double perSecond() {
            return probability / trial.cost(epochs);
        }

        /// The same of one that holds its slot and needs no start.
        double perSecondFromHere() {
            return probability / trial.costFromHere(epochs);
        }
    }

    /// What trials promised when the problem had shown so many losses: until the next one they promise the same.
    private record Promised(int observations, Map<Trial, Promise> byTrial) {}

    /// Of a draw's deviation among new ones: with many of them, full draws would follow the widest belief.
    private static final double NEWCOMERS_DEVIATION = .8;

    /// A loss renews the best where it is below it by this, relative to the losses' spread.
    private static final double RENEWAL = 1e-3;

    /// By which the model's choice may have to fall below the best, relative to the losses' spread.
    private static final double LEAST_MARGIN = 1e-3;

    private static final double MOST_MARGIN = .3;

    /// Before the first two losses.
    private static final double UNKNOWN = .5;

    private final Settings settings;
    private final @Nullable Beliefs made;
    private final Map<Problem, Belief> beliefs = new WeakHashMap<>();

    private final Map<Problem, Promised> promised = new WeakHashMap<>();

    /// For one that stays: its beliefs grow with its problems' losses.
    public ModelSearch(Settings settings) {
        this(settings, null);
    }

    /// For one that is made anew for each decision.
    ///
    /// @param made beliefs of problems of which nothing new was seen since
    public ModelSearch(Settings settings, @Nullable Beliefs made) {
        this.settings = settings;
        this.made = made;
    }

    @Override
    public @Nullable Pick next(Problem problem, RandomGenerator random) {
        List<Trial> ready = problem.ready();
        Trial firstNew = Rungs.firstNew(problem);
        if (ready.isEmpty() || problem.observations() < 2) {
            return firstNew == null ? Rungs.left(problem) : Pick.of(firstNew, Ground.NEW_AT_RANDOM);
        }
        double warmUp = Math.min(settings.warmUp(), problem.trials().size() / 2.0);
        double early = Math.exp(-problem.observations() / warmUp);
        Belief belief = belief(problem);
        double rungs = rungShare(ready);
        if (belief.knowsSettings() && random.nextDouble() >= rungs + (1 - rungs) * early) {
            return byModel(problem, belief, ready, random);
        }
        Pick promotion = Rungs.promotion(problem);
        if (promotion != null) {
            return promotion;
        }
        if (firstNew == null) {
            return belief.knowsSettings() ? byModel(problem, belief, ready, random) : Rungs.left(problem);
        }
        if (!belief.knowsSettings() || random.nextDouble() < settings.randomShare()) {
            return Pick.of(firstNew, Ground.NEW_AT_RANDOM);
        }
        List<Trial> newcomers = someNew(ready, random, settings.newcomers());
        Trial drawn = least(belief, newcomers, random);
        return new Pick(drawn, Ground.NEW_BY_MODEL, 0, renews(problem, belief, drawn));
    }

    /// What rungs are best at is bringing beginners in: the fewer wait to begin, the fewer slices go by them.
    private double rungShare(List<Trial> ready) {
        long beginners = ready.stream().filter(Trial::isNew).count();
        return settings.rungShare() * (1 - Math.exp(-beginners / settings.beginners()));
    }

    private Pick byModel(Problem problem, Belief belief, List<Trial> ready, RandomGenerator random) {
        List<Trial> all = new ArrayList<>();
        for (Trial trial : ready) {
            if (!trial.isNew()) {
                all.add(trial);
            }
        }
        all.addAll(someNew(ready, random, settings.rivals()));
        belief.askSettings(all);
        double margin = LEAST_MARGIN * Math.pow(MOST_MARGIN / LEAST_MARGIN, random.nextDouble());
        double threshold = problem.best() - margin * belief.scale();
        int ahead = 1 + random.nextInt(problem.horizon());
        Trial worthiest = all.getFirst();
        double most = -1;
        for (Trial trial : all) {
            int epochs = Math.min(ahead, problem.horizon() - trial.epochs());
            double worth = belief.below(trial, trial.epochs() + ahead, threshold) / trial.cost(epochs);
            if (worth > most) {
                most = worth;
                worthiest = trial;
            }
        }
        return new Pick(worthiest, Ground.BY_MODEL, 0, renews(problem, belief, worthiest));
    }

    /// The promises of all that are ready; of the new ones only of some, in the order of their arrival.
    public List<Promise> promises(Problem problem) {
        List<Trial> asked = new ArrayList<>();
        int fresh = 0;
        for (Trial trial : problem.ready()) {
            if (!trial.isNew() || fresh++ < settings.rivals()) {
                asked.add(trial);
            }
        }
        if (problem.observations() < 2) {
            return asked.stream().map(ModelSearch::unknown).toList();
        }
        Map<Trial, Promise> known = promised(problem);
        List<Trial> unknown =
                asked.stream().filter(trial -> !known.containsKey(trial)).toList();
        if (!unknown.isEmpty()) {
            Belief belief = belief(problem);
            belief.askSettings(unknown);
            unknown.forEach(trial -> known.put(trial, promise(problem, belief, trial)));
        }
        return asked.stream().map(known::get).toList();
    }

    private Map<Trial, Promise> promised(Problem problem) {
        Promised before = promised.get(problem);
        if (before == null || before.observations() != problem.observations()) {
            before = new Promised(problem.observations(), new HashMap<>());
            promised.put(problem, before);
        }
        return before.byTrial();
    }

    /// Of one trial, whether or not it is ready. One whose loss was not a number promises nothing.
    public Promise promise(Problem problem, Trial trial) {
        if (trial.failed()) {
            return new Promise(trial, 0, 1);
        }
        return problem.observations() < 2 ? unknown(trial) : promise(problem, belief(problem), trial);
    }

    private static Promise promise(Problem problem, Belief belief, Trial trial) {
        int left = Math.max(1, problem.horizon() - trial.epochs());
        return new Promise(trial, renews(problem, belief, trial), left);
    }

    /// Its problem's first losses tell something at once.
    private static Promise unknown(Trial trial) {
        return new Promise(trial, UNKNOWN, 1);
    }

    /// Whether the trial that has just had a slice should keep its slot, seen from its own problem: it is on
    /// its way to the next rung, or no other promises clearly more. A promise is weighed by the seconds until its
    /// end, so that a beginner's, which its first epochs may decide, looks small beside it.
    ///
    /// @param beginnersFirst whether it keeps the slot by its promise only where nobody waits to begin
    public boolean keeps(Problem problem, Trial trial, boolean beginnersFirst) {
        if (!trial.ready(problem.horizon())) {
            return false;
        }
        if (Rungs.isOnItsWay(problem, trial)) {
            return true;
        }
        if (beginnersFirst && Rungs.firstNew(problem) != null) {
            return false;
        }
        double own = promise(problem, trial).perSecondFromHere();
        return own > 0 && promises(problem).stream().noneMatch(other -> other.perSecond() > own * settings.settle());
    }

    private static double renews(Problem problem, Belief belief, Trial trial) {
        return belief.outlook(trial).below(problem.best() - RENEWAL * belief.scale());
    }

    /// A pure function of the problem's losses, up to when it is made anew.
    private Belief belief(Problem problem) {
        Belief belief = beliefs.get(problem);
        if (belief == null
                || !belief.knowsSettings()
                || problem.observations() >= (1 + settings.refit()) * belief.observations()) {
            SplittableRandom random = new SplittableRandom(problem.observations());
            belief = made != null && belief == null
                    ? made.of(problem, settings.points())
                    : new Belief(problem, random, settings.points(), belief);
            beliefs.put(problem, belief);
        }
        return belief;
    }

    private static List<Trial> someNew(List<Trial> ready, RandomGenerator random, int most) {
        List<Trial> fresh = new ArrayList<>();
        for (Trial trial : ready) {
            if (trial.isNew()) {
                fresh.add(trial);
            }
        }
        if (fresh.size() <= most) {
            return fresh;
        }
        for (int i = 0; i < most; i++) {
            Collections.swap(fresh, i, i + random.nextInt(fresh.size() - i));
        }
        return fresh.subList(0, most);
    }

    /// The one with the lowest draw.
    private static Trial least(Belief belief, List<Trial> trials, RandomGenerator random) {
        belief.askSettings(trials);
        Trial least = trials.getFirst();
        double lowest = Double.POSITIVE_INFINITY;
        for (Trial trial : trials) {
            double draw = belief.outlook(trial).draw(NEWCOMERS_DEVIATION, random);
            if (draw < lowest) {
                lowest = draw;
                least = trial;
            }
        }
        return least;
    }
}
