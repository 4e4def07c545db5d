package org.dure.server.models.champion;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// One decision over who is the champion of a problem: the counts on the hidden part, the rule and what came of it.
///
/// @param championVersionId who was champion before; null for the first
/// @param items             of the hidden part
/// @param onlyChampionRight the items that the champion answered rightly and the challenger did not
/// @param championAccuracy  null for the first
/// @param pValue            of the exact one-sided McNemar test that the challenger is better; null for the first
/// @param alpha             below which p replaces the champion; null where the test did not decide
public record Comparison(
        UUID id,
        UUID problemId,
        @Nullable UUID championVersionId,
        @Nullable String championName,
        UUID challengerVersionId,
        String challengerName,
        UUID hiddenVersionId,
        int items,
        int bothRight,
        int onlyChampionRight,
        int onlyChallengerRight,
        int bothWrong,
        @Nullable Double championAccuracy,
        double challengerAccuracy,
        Rule rule,
        @Nullable Double pValue,
        @Nullable Double alpha,
        Decision decision,
        Reason reason,
        Instant createdAt) {

    public enum Rule {
        /// There was no champion.
        FIRST,
        /// Nobody depended on the champion: the higher score counts.
        HIGHER_SCORE,
        /// The champion is deployed: only a challenger that a paired test calls better takes its place.
        PAIRED_TEST
    }

    public enum Decision {
        REPLACED,
        KEPT
    }
}
