package org.dure.server.models.champion;

import java.time.Clock;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.models.ChampionReplaced;
import org.dure.server.models.DeployedModels;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.models.evaluation.EvaluationService;
import org.dure.server.models.evaluation.Outcomes;
import org.dure.server.models.evaluation.VersionEvaluated;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Decides over the champion of a problem, as `docs/adr/0070-champion-by-paired-test.md` says, and shows the decisions.
@Service
class ChampionService {

    private static final double ALPHA = 0.05;
    private static final int PAGE_MAX = 200;

    private final ChampionRepository champions;
    private final EvaluationService evaluations;
    private final ModelService models;
    private final DeployedModels deployed;
    private final ProblemService problems;
    private final ApplicationEventPublisher events;
    private final Audit audit;
    private final Clock clock;

    ChampionService(
            ChampionRepository champions,
            EvaluationService evaluations,
            ModelService models,
            DeployedModels deployed,
            ProblemService problems,
            ApplicationEventPublisher events,
            Audit audit,
            Clock clock) {
        this.champions = champions;
        this.evaluations = evaluations;
        this.models = models;
        this.deployed = deployed;
        this.problems = problems;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /// Compares a version that has just been evaluated with the champion, in the evaluation's transaction.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(VersionEvaluated event) {
        ModelVersion challenger = models.find(event.versionId()).orElseThrow();
        Problem problem = problems.find(event.problemId()).orElseThrow();
        champions.lock(problem.id());
        ModelVersion champion = models.championOf(problem.id()).orElse(null);
        Outcomes outcomes = evaluations.outcomes(challenger.id(), problem).orElseThrow();
        Comparison comparison = champion == null
                ? first(challenger, problem, outcomes)
                : compare(champion, challenger, problem, outcomes);
        champions.insert(comparison);
        if (comparison.decision() == Comparison.Decision.REPLACED) {
            Instant now = comparison.createdAt();
            champions.endReign(problem.id(), now);
            champions.beginReign(problem.id(), challenger.id(), comparison.id(), now);
            events.publishEvent(new ChampionReplaced(
                    problem.id(), problem.projectId(), challenger.id(), champion == null ? null : champion.id()));
        }
        audit.record(
                Caller.platform(),
                problem.projectId(),
                "models.champion_decided",
                "problem " + problem.name(),
                Map.of("challenger", name(challenger), "decision", comparison.decision(), "rule", comparison.rule()));
    }

    /// The best first; at most 200.
    List<ChampionRepository.Standing> leaderboard(Caller caller, UUID problemId) {
        return champions.standings(require(caller, problemId).id(), PAGE_MAX);
    }

    /// The present one and those before it, the newest first.
    List<Champion> champions(Caller caller, UUID problemId) {
        return champions.champions(require(caller, problemId).id());
    }

    /// The newest first.
    Page<Comparison> comparisons(Caller caller, UUID problemId, @Nullable UUID before, int limit) {
        require(caller, problemId);
        return Page.of(
                champions.comparisons(problemId, before, Page.size(limit, PAGE_MAX) + 1),
                limit,
                comparison -> comparison.id().toString());
    }

    private Problem require(Caller caller, UUID problemId) {
        Problem problem = problems.find(problemId).orElseThrow(() -> new UserError.NotFound("problem", problemId));
        caller.require(Permission.MODELS_READ, problem.projectId(), "problem", problemId);
        return problem;
    }

    private Comparison first(ModelVersion challenger, Problem problem, Outcomes outcomes) {
        return comparison(
                null,
                challenger,
                problem,
                new Counts(outcomes.items(), 0, 0, outcomes.correct()),
                Comparison.Rule.FIRST,
                true,
                Reason.of(
                        ComparisonReason.FIRST_MODEL,
                        Map.of("correct", outcomes.correct(), "items", outcomes.items())));
    }

    private Comparison compare(ModelVersion champion, ModelVersion challenger, Problem problem, Outcomes outcomes) {
        Outcomes reigning = evaluations.outcomes(champion.id(), problem).orElseThrow();
        Counts counts = Counts.of(reigning.right(), outcomes.right(), outcomes.items());
        Map<String, Object> figures = new HashMap<>(Map.of(
                "challenger", name(challenger),
                "correct", outcomes.correct(),
                "items", outcomes.items(),
                "champion", name(champion),
                "champion_correct", reigning.correct()));
        if (!deployed.isDeployed(champion.id())) {
            boolean higher = outcomes.correct() > reigning.correct();
            return comparison(
                    champion,
                    challenger,
                    problem,
                    counts,
                    Comparison.Rule.HIGHER_SCORE,
                    higher,
                    Reason.of(ComparisonReason.COMPARED_BY_SCORE, figures));
        }
        boolean better = counts.pValue() < ALPHA;
        figures.put("differing", counts.onlyChampion() + counts.onlyChallenger());
        figures.put("challenger_only", counts.onlyChallenger());
        figures.put("p", String.format(Locale.ROOT, "%.4g", counts.pValue()));
        figures.put("alpha", ALPHA);
        return comparison(
                champion,
                challenger,
                problem,
                counts,
                Comparison.Rule.PAIRED_TEST,
                better,
                Reason.of(better ? ComparisonReason.TESTED_BETTER : ComparisonReason.TESTED_NOT_BETTER, figures));
    }

    private Comparison comparison(
            @Nullable ModelVersion champion,
            ModelVersion challenger,
            Problem problem,
            Counts counts,
            Comparison.Rule rule,
            boolean replaced,
            Reason reason) {
        return new Comparison(
                Ids.next(),
                problem.id(),
                champion == null ? null : champion.id(),
                champion == null ? null : name(champion),
                challenger.id(),
                name(challenger),
                problem.hiddenVersionId(),
                counts.items(),
                counts.bothRight(),
                counts.onlyChampion(),
                counts.onlyChallenger(),
                counts.items() - counts.bothRight() - counts.onlyChampion() - counts.onlyChallenger(),
                champion == null ? null : (counts.bothRight() + counts.onlyChampion()) / (double) counts.items(),
                (counts.bothRight() + counts.onlyChallenger()) / (double) counts.items(),
                rule,
                champion == null ? null : counts.pValue(),
                rule == Comparison.Rule.PAIRED_TEST ? ALPHA : null,
                replaced ? Comparison.Decision.REPLACED : Comparison.Decision.KEPT,
                reason,
                clock.instant());
    }

    private static String name(ModelVersion version) {
        return version.modelName() + "/" + version.number();
    }

    /// How two models did on the same items.
    private record Counts(int items, int bothRight, int onlyChampion, int onlyChallenger) {

        static Counts of(BitSet champion, BitSet challenger, int items) {
            BitSet both = (BitSet) champion.clone();
            both.and(challenger);
            int bothRight = both.cardinality();
            return new Counts(
                    items, bothRight, champion.cardinality() - bothRight, challenger.cardinality() - bothRight);
        }

        double pValue() {
            return McNemar.oneSided(onlyChampion, onlyChallenger);
        }
    }
}
