package org.dure.server.models.evaluation;

import java.time.Instant;
import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// One judgement of a model version on a hidden part, made by the platform. Which items were right is kept for paired
/// tests and never shown.
///
/// @param hiddenVersionId the dataset version whose part `hiddenPart` judges
/// @param reason          why it waits or failed
/// @param sessionId       where the evaluator ran
/// @param items           how many items the hidden part has
/// @param correct         how many of them the model answered rightly
/// @param accuracy        `correct` / `items`
/// @param latencyUsMedian of one item, in the sandbox, in microseconds
public record Evaluation(
        UUID id,
        UUID versionId,
        UUID problemId,
        UUID hiddenVersionId,
        String hiddenPart,
        State state,
        @Nullable Reason reason,
        @Nullable UUID sessionId,
        @Nullable Integer items,
        @Nullable Integer correct,
        @Nullable Double accuracy,
        @Nullable Long latencyUsMedian,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }
}
