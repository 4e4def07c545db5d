package org.dure.server.tracking.mlflow.scorer;

import java.util.List;
import org.dure.server.tracking.scorer.Scorer;

/// The records of MLflow's answers about scorers.
final class ScorerAnswers {

    private ScorerAnswers() {}

    record ScorerAnswer(ScorerBody scorer) {}

    record ScorerList(List<ScorerBody> scorers) {}

    /// The experiment's id is a number here and nowhere else on this wire.
    record ScorerBody(
            long experimentId,
            String scorerName,
            int scorerVersion,
            String serializedScorer,
            long creationTime,
            String scorerId) {}

    record Registered(
            int version,
            String scorerId,
            String experimentId,
            String name,
            String serializedScorer,
            long creationTime) {}

    static ScorerBody of(Scorer scorer) {
        return new ScorerBody(
                scorer.experimentId(),
                scorer.name(),
                scorer.version(),
                scorer.content(),
                scorer.createdMs(),
                scorer.id());
    }

    static ScorerList of(List<Scorer> scorers) {
        return new ScorerList(scorers.stream().map(ScorerAnswers::of).toList());
    }

    static Registered registered(Scorer scorer) {
        return new Registered(
                scorer.version(),
                scorer.id(),
                String.valueOf(scorer.experimentId()),
                scorer.name(),
                scorer.content(),
                scorer.createdMs());
    }
}
