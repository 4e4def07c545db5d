package org.dure.server.compute.decision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dure.base.Reason;
import org.dure.server.compute.Pool;
import org.dure.server.compute.scheduler.Decision;
import org.dure.server.compute.scheduler.Dure;
import org.dure.server.compute.scheduler.FairShare;
import org.dure.server.compute.scheduler.Policy;
import org.dure.server.compute.scheduler.search.Asha;
import org.dure.server.compute.scheduler.search.Beliefs;
import org.dure.server.compute.scheduler.search.ModelSearch;
import org.dure.server.compute.scheduler.search.Pick;

/// Decides from a picture alone, by the classes that `bench/scheduler` simulates: no clock, no database, and no state
/// but what
/// saves computing the same beliefs again.
final class Decider {

    /// About 32 MB: ten thousand trials, or the largest hundred problems.
    private static final Beliefs BELIEFS = new Beliefs(4_000_000);

    /// Every so many decisions go to whoever has waited longest, those of whom nothing is hoped any more included.
    private static final int LAST_RESORT = 100;

    private Decider() {}

    /// @throws IllegalArgumentException where nobody wants the slots
    static Choice decide(Inputs inputs) {
        return inputs.tenants().isEmpty() ? byLine(inputs) : byCurves(inputs);
    }

    /// What a decision would have to compute of the group, for when it comes.
    static void prepare(Pool.Policy policy, Inputs.Group group) {
        if (policy == Pool.Policy.BEST_MODEL) {
            new ModelSearch(ModelSearch.Settings.standard(), BELIEFS).promises(Scene.problem(group));
        }
    }

    private static Choice byLine(Inputs inputs) {
        List<Inputs.InLine> line = inputs.line().stream()
                .sorted(Comparator.comparingInt(Inputs.InLine::place))
                .toList();
        Inputs.InLine chosen = line.stream()
                .filter(Inputs.InLine::starts)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Nobody can start"));
        Reason reason = Reason.of(chosen.first() != null ? chosen.first() : byOrder(inputs.policy()));
        List<Choice.Candidate> candidates = new ArrayList<>();
        candidates.add(new Choice.Candidate(chosen.session(), chosen.project(), null, null, reason));
        for (Inputs.InLine each : line) {
            if (each != chosen) {
                DecisionReason why = each.place() < chosen.place()
                        ? DecisionReason.HELD_BY_QUOTA_OR_SIZE
                        : DecisionReason.STANDS_IN_LINE;
                candidates.add(new Choice.Candidate(each.session(), each.project(), null, null, Reason.of(why)));
            }
        }
        return new Choice(chosen.session(), chosen.project(), reason, null, null, null, null, null, 0, candidates);
    }

    private static DecisionReason byOrder(Pool.Policy policy) {
        return switch (policy) {
            case FIFO -> DecisionReason.ARRIVED_FIRST;
            case ROUND_ROBIN -> DecisionReason.TURN_OF_PROJECT;
            case FAIR_ASHA, BEST_MODEL -> DecisionReason.NEXT_IN_LINE;
        };
    }

    private static Choice byCurves(Inputs inputs) {
        Scene scene = new Scene(inputs);
        ModelSearch search = new ModelSearch(ModelSearch.Settings.standard(), BELIEFS);
        Dure.Settings rule = Dure.Settings.standard(inputs.sliceSeconds());
        boolean lastResort = inputs.holder() == null && inputs.number() % LAST_RESORT == LAST_RESORT - 1;
        Decision decision = lastResort
                ? null
                : policy(inputs.policy(), rule, search).next(scene.offer(), new SplittableRandom(inputs.seed()));
        Scene.Entry chosen = decision == null
                ? scene.longestWaiting()
                : scene.entry(decision.pick().trial());
        Reason reason = decision == null
                ? Reason.of(lastResort ? DecisionReason.LONGEST_WITHOUT : DecisionReason.NOBODY_ELSE_READY)
                : reason(decision.pick());
        Weights weights = new Weights(scene, inputs.policy(), search, rule);
        double best = chosen.problem().best() - chosen.correction();
        return new Choice(
                chosen.session(),
                chosen.project(),
                reason,
                weights.probability(chosen),
                weights.value(chosen),
                Double.isFinite(best) ? best : null,
                chosen.tenant().virtualTime(),
                scene.least(),
                weights.eligible(),
                weights.candidates(chosen, reason));
    }

    private static Policy policy(Pool.Policy policy, Dure.Settings rule, ModelSearch search) {
        return switch (policy) {
            case FAIR_ASHA -> new FairShare(new Asha());
            case BEST_MODEL -> new Dure(rule, search);
            case FIFO, ROUND_ROBIN -> throw new IllegalArgumentException(policy + " looks at no curves");
        };
    }

    private static Reason reason(Pick pick) {
        DecisionReason code = switch (pick.ground()) {
            case NEXT_IN_LINE -> DecisionReason.NEXT_IN_LINE;
            case FEWEST_EPOCHS -> DecisionReason.FEWEST_POINTS;
            case GOES_ON -> DecisionReason.GOES_ON;
            case PROMOTED -> DecisionReason.PROMOTED;
            case NEW_AT_RANDOM -> DecisionReason.NEW_IN_ORDER;
            case NEW_BY_MODEL -> DecisionReason.NEW_BY_SETTINGS;
            case BY_MODEL -> DecisionReason.PROMISES_MOST;
            case AGEING -> DecisionReason.LONGEST_WITHOUT;
        };
        return code == DecisionReason.PROMOTED ? Reason.of(code, Map.of("epochs", pick.rung())) : Reason.of(code);
    }
}
