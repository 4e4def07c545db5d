package org.dure.server.models.evaluation;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `predictions.json`, what the evaluator leaves behind. Its scores are not read.
///
/// @param latencyUsMedian of one item, in microseconds
record Predictions(
        @Nullable List<@Nullable Prediction> predictions,
        @Nullable Long latencyUsMedian) {

    /// @param path the opaque name of the item: its number in the manifest's order, from 0, and an extension
    record Prediction(@Nullable String path, @Nullable String label) {}

    /// Predictions that do not answer every item once; the message is for people.
    static final class Unusable extends Exception {
        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    /// Bit n is set where item n has the label `truth.get(n)`.
    ///
    /// @param truth null for a file that is no picture and therefore no item
    /// @throws Unusable where an item is unknown, missing or answered twice
    BitSet outcomes(List<@Nullable String> truth) throws Unusable {
        BitSet seen = new BitSet(truth.size());
        BitSet right = new BitSet(truth.size());
        for (Prediction prediction : predictions == null ? List.<@Nullable Prediction>of() : predictions) {
            int item = prediction == null || prediction.path() == null ? -1 : item(prediction.path());
            String label = item < 0 || item >= truth.size() ? null : truth.get(item);
            if (prediction == null || label == null) {
                throw new Unusable("the evaluator answered an item that the hidden part does not have");
            }
            if (seen.get(item)) {
                throw new Unusable("the evaluator answered an item twice");
            }
            seen.set(item);
            right.set(item, label.equals(prediction.label()));
        }
        long items = truth.stream().filter(Objects::nonNull).count();
        if (seen.cardinality() != items) {
            throw new Unusable("the evaluator answered " + seen.cardinality() + " of " + items + " items");
        }
        return right;
    }

    private static int item(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        String number = dot < 0 ? name : name.substring(0, dot);
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : -1;
    }
}
