package org.dure.server.compute.decision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.compute.Pool;
import org.dure.server.compute.scheduler.Dure;
import org.dure.server.compute.scheduler.search.ModelSearch;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// What each candidate promised, and why those that were not chosen were not.
final class Weights {

    /// Of the candidates that are told of.
    private static final int TOLD_MOST = 100;

    private record Ranked(Scene.Entry entry, boolean ahead, double order) {}

    private static final Comparator<Ranked> BY_RANK = Comparator.comparing(Ranked::ahead)
            .thenComparingDouble(Ranked::order)
            .thenComparing(Ranked::entry, Scene.BY_WAIT);

    private final Scene scene;
    private final Pool.Policy policy;
    private final Dure.Settings rule;
    private final Map<Trial, ModelSearch.Promise> promises = new IdentityHashMap<>();

    Weights(Scene scene, Pool.Policy policy, ModelSearch search, Dure.Settings rule) {
        this.scene = scene;
        this.policy = policy;
        this.rule = rule;
        if (policy == Pool.Policy.BEST_MODEL) {
            Set<Problem> problems = new HashSet<>();
            scene.wanting().forEach(entry -> problems.add(entry.problem()));
            for (Problem problem : problems) {
                for (ModelSearch.Promise promise : search.promises(problem)) {
                    promises.put(promise.trial(), promise);
                }
            }
        }
    }

    /// Null where none was computed, or it is no number.
    @Nullable
    Double probability(Scene.Entry entry) {
        if (policy == Pool.Policy.BEST_MODEL && entry.trial().failed()) {
            return 0.0;
        }
        ModelSearch.Promise promise = promises.get(entry.trial());
        return promise == null || !Double.isFinite(promise.probability()) ? null : promise.probability();
    }

    /// The probability for each slot-second until its end, by the project's weight.
    @Nullable
    Double value(Scene.Entry entry) {
        Double probability = probability(entry);
        ModelSearch.Promise promise = promises.get(entry.trial());
        if (probability == null || promise == null) {
            return probability;
        }
        return Dure.value(scene.offer(), entry.tenant(), promise);
    }

    /// Projects that are not too far ahead.
    int eligible() {
        Set<UUID> projects = new HashSet<>();
        scene.wanting().stream().filter(entry -> !isTooFarAhead(entry)).forEach(entry -> projects.add(entry.project()));
        return projects.size();
    }

    private boolean isTooFarAhead(Scene.Entry entry) {
        return ahead(entry) > rule.lag(scene.offer(), entry.tenant());
    }

    private double ahead(Scene.Entry entry) {
        Double least = scene.least();
        return least == null ? 0 : entry.tenant().virtualTime() - least;
    }

    /// The chosen one first, then by what they promise, then by how long they have waited.
    List<Choice.Candidate> candidates(Scene.Entry chosen, Reason reason) {
        // The first of thousands are kept, the last of them on top.
        PriorityQueue<Ranked> first = new PriorityQueue<>(BY_RANK.reversed());
        for (Scene.Entry entry : scene.wanting()) {
            Ranked ranked = new Ranked(entry, isAhead(entry), order(entry));
            if (entry != chosen && (first.size() < TOLD_MOST - 1 || BY_RANK.compare(ranked, first.element()) < 0)) {
                first.add(ranked);
                if (first.size() == TOLD_MOST) {
                    first.remove();
                }
            }
        }
        List<Choice.Candidate> candidates = new ArrayList<>();
        candidates.add(candidate(chosen, reason));
        first.stream()
                .sorted(BY_RANK)
                .map(Ranked::entry)
                .forEach(entry -> candidates.add(candidate(entry, why(entry, chosen))));
        return candidates;
    }

    private double order(Scene.Entry entry) {
        Double value = value(entry);
        return policy == Pool.Policy.FAIR_ASHA ? entry.tenant().virtualTime() : value == null ? 0 : -value;
    }

    private boolean isAhead(Scene.Entry entry) {
        return policy == Pool.Policy.BEST_MODEL && isTooFarAhead(entry);
    }

    private Choice.Candidate candidate(Scene.Entry entry, Reason reason) {
        return new Choice.Candidate(entry.session(), entry.project(), probability(entry), value(entry), reason);
    }

    private Reason why(Scene.Entry entry, Scene.Entry chosen) {
        if (entry.trial() == scene.offer().last()) {
            return Reason.of(DecisionReason.GAVE_WAY);
        }
        if (entry.trial().failed()) {
            return Reason.of(DecisionReason.NOT_A_NUMBER);
        }
        if (isAhead(entry)) {
            return Reason.of(DecisionReason.PROJECT_IS_AHEAD, Map.of("ahead", Math.round(ahead(entry))));
        }
        if (policy == Pool.Policy.FAIR_ASHA && entry.tenant() != chosen.tenant()) {
            return Reason.of(DecisionReason.LESS_SERVED_FIRST);
        }
        Double own = value(entry);
        Double its = value(chosen);
        if (entry.problem() != chosen.problem() && own != null && its != null && own <= its) {
            return Reason.of(DecisionReason.PROMISES_LESS, Map.of("own", figure(own), "chosen", figure(its)));
        }
        return Reason.of(
                policy == Pool.Policy.BEST_MODEL && own == null
                        ? DecisionReason.NOT_WEIGHED
                        : DecisionReason.RUNGS_CHOSE_ANOTHER);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.2g", value);
    }
}
