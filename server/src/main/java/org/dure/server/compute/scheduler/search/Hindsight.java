package org.dure.server.compute.scheduler.search;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.dure.server.compute.scheduler.curve.CurvePosterior;
import org.jspecify.annotations.Nullable;

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

    /// By `from` and `until`; null where nobody has asked. Whoever asks at the same time finds the same.
    private final @Nullable OfAge[] found;

    private record OfAge(@Nullable Correction[] byUntil) {}

    /// @param horizon    epochs of a whole training
    /// @param references none of which failed
    /// @param losses     by trial and epoch, as the bank sees them
    Hindsight(int horizon, List<Trial> references, Bank bank, ToDoubleBiFunction<Trial, Integer> losses) {
        this.references = references;
        this.bank = bank;
        this.losses = losses;
        found = new OfAge[horizon + 1];
    }

    /// Of what is said after `from` epochs of the loss at `until`.
    Correction of(int from, int until) {
        if (from == 0 || until <= from) {
            return Correction.NONE;
        }
        OfAge ofAge = found[from];
        if (ofAge == null) {
            ofAge = new OfAge(new Correction[found.length]);
            found[from] = ofAge;
        }
        Correction known = ofAge.byUntil()[until];
        if (known == null) {
            known = find(from, until);
            ofAge.byUntil()[until] = known;
        }
        return known;
    }

    private Correction find(int from, int until) {
        double count = TRUST;
        double sum = 0;
        double squares = 0;
        double expected = 0;
        for (Trial trial : references) {
            if (trial.epochs() >= until) {
                CurvePosterior said = bank.of(trial, from);
                double miss = losses.applyAsDouble(trial, until) - said.mean(until);
                count++;
                sum += miss;
                squares += miss * miss;
                expected += said.variance(until);
            }
        }
        double shift = sum / count;
        double around = squares - 2 * shift * sum + (count - TRUST) * shift * shift;
        return new Correction(shift, Math.max(0, around - expected) / count);
    }
}
