package org.dure.server.compute.scheduler.search;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleBiFunction;
import org.dure.server.compute.scheduler.curve.CurvePosterior;

/// How wrong the bank of shapes has been in this problem: what it would have said of those that have come far, when
/// they were as young as the one that is asked about, beside what came. Where all learning rates fall at the same
/// epoch, or the best begin to learn late, no curve tells before; the curves of others do.
final class Hindsight {

    /// What to add to an expected loss, and to its variance.
    record Correction(double shift, double variance) {

        static final Correction NONE = new Correction(0, 0);
    }

    /// So many cases in which it was right are believed in beforehand.
    private static final double TRUST = 5;

    /// Of the trials that have come farthest.
    static final int REFERENCES = 20;

    /// What the bank says of a trial's first epochs.
    interface Bank {
        CurvePosterior of(Trial trial, int epochs);
    }

    private final List<Trial> references;
    private final Bank bank;
    private final ToDoubleBiFunction<Trial, Integer> losses;
    private final Map<Ages, Correction> found = new ConcurrentHashMap<>();

    private record Ages(int from, int until) {}

    /// @param references none of which failed
    /// @param losses     by trial and epoch, as the bank sees them
    Hindsight(List<Trial> references, Bank bank, ToDoubleBiFunction<Trial, Integer> losses) {
        this.references = references;
        this.bank = bank;
        this.losses = losses;
    }

    /// Of what is said after `from` epochs of the loss at `until`.
    Correction of(int from, int until) {
        return from == 0 || until <= from ? Correction.NONE : found.computeIfAbsent(new Ages(from, until), this::find);
    }

    private Correction find(Ages ages) {
        double count = TRUST;
        double sum = 0;
        double squares = 0;
        double expected = 0;
        for (Trial trial : references) {
            if (trial.epochs() >= ages.until()) {
                CurvePosterior said = bank.of(trial, ages.from());
                double miss = losses.applyAsDouble(trial, ages.until()) - said.mean(ages.until());
                count++;
                sum += miss;
                squares += miss * miss;
                expected += said.variance(ages.until());
            }
        }
        double shift = sum / count;
        double around = squares - 2 * shift * sum + (count - TRUST) * shift * shift;
        return new Correction(shift, Math.max(0, around - expected) / count);
    }
}
