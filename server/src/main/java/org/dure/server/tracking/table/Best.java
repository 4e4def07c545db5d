package org.dure.server.tracking.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dure.server.problems.Problem;
import org.dure.server.tracking.filter.Field;
import org.dure.server.tracking.filter.Measure;
import org.jspecify.annotations.Nullable;

/// Whether the least or the greatest value of a metric is its best: a problem says so of its own metric; of others the
/// words in their names do.
final class Best {

    private static final Set<String> SMALLER_IS_BETTER = Set.of(
            "loss",
            "error",
            "err",
            "mae",
            "mse",
            "rmse",
            "mape",
            "nll",
            "perplexity",
            "ppl",
            "wer",
            "cer",
            "fid",
            "kl",
            "divergence",
            "distance",
            "regret",
            "latency",
            "duration",
            "time",
            "seconds",
            "ms",
            "bytes",
            "memory");

    private Best() {}

    /// `field` with BEST settled.
    static Field settle(Field field, @Nullable Problem problem) {
        if (field.measure() != Measure.Sum.BEST) {
            return field;
        }
        boolean least = problem != null && words(field.key()).containsAll(words(problem.metric()))
                ? problem.direction().equals("minimize")
                : words(field.key()).stream().anyMatch(SMALLER_IS_BETTER::contains);
        return new Field(field.kind(), field.key(), least ? Measure.Sum.MIN : Measure.Sum.MAX);
    }

    private static List<String> words(String key) {
        return Arrays.asList(key.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1));
    }
}
