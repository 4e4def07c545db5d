package org.dure.server.compute.scheduler.search;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// One experiment of a problem: its settings and the losses it has shown, one a slice ("epoch"). Lower is better.
public final class Trial {

    private final int number;
    private final double[] settings;
    private final double secondsPerEpoch;
    private final double startSeconds;
    private double[] losses = new double[8];
    private int epochs;
    private double best = Double.POSITIVE_INFINITY;
    private boolean failed;
    private boolean running;
    private boolean over;
    private boolean waiting = true;
    private double arrivedAt;
    private double waitingSince;

    /// @param number          its place in the order of arrival
    /// @param settings        hyperparameters, each in 0–1
    /// @param secondsPerEpoch slot-seconds, expected
    /// @param startSeconds    slot-seconds of a start, or of a resume, expected
    public Trial(int number, double[] settings, double secondsPerEpoch, double startSeconds) {
        this.number = number;
        this.settings = settings;
        this.secondsPerEpoch = secondsPerEpoch;
        this.startSeconds = startSeconds;
    }

    /// The next epoch's loss. One that is not finite ends the hope in this experiment.
    public void observe(double loss) {
        if (epochs == losses.length) {
            losses = Arrays.copyOf(losses, epochs * 2);
        }
        losses[epochs++] = loss;
        if (Double.isFinite(loss)) {
            best = Math.min(best, loss);
        } else {
            failed = true;
        }
    }

    public int number() {
        return number;
    }

    double[] settings() {
        return settings;
    }

    public double secondsPerEpoch() {
        return secondsPerEpoch;
    }

    public double startSeconds() {
        return startSeconds;
    }

    /// Slot-seconds of its start and of so many of its epochs.
    public double cost(int epochs) {
        return startSeconds + costFromHere(epochs);
    }

    /// The same without a start: it holds its slot.
    public double costFromHere(int epochs) {
        return secondsPerEpoch * epochs;
    }

    public int epochs() {
        return epochs;
    }

    /// @param epoch from 1
    public double loss(int epoch) {
        return losses[epoch - 1];
    }

    /// Its settings and losses.
    byte[] content() {
        ByteBuffer content = ByteBuffer.allocate(2 * Integer.BYTES + (settings.length + epochs) * Double.BYTES);
        content.putInt(settings.length).putInt(epochs);
        for (double setting : settings) {
            content.putDouble(setting);
        }
        for (int epoch = 0; epoch < epochs; epoch++) {
            content.putDouble(losses[epoch]);
        }
        return content.array();
    }

    /// Positive infinity before the first finite loss.
    public double best() {
        return best;
    }

    /// Whether a loss was not a number.
    public boolean failed() {
        return failed;
    }

    public boolean running() {
        return running;
    }

    /// @param is whether it holds a slot now
    public void running(boolean is) {
        running = is;
    }

    /// When it was submitted, in seconds of any clock.
    public double arrivedAt() {
        return arrivedAt;
    }

    /// Since when it has had no slice: its arrival, or the end of its last one. In seconds of any clock.
    public double waitingSince() {
        return waitingSince;
    }

    public void waitingSince(double seconds) {
        waitingSince = seconds;
    }

    /// It was submitted at this moment and waits from then on.
    public void arriveAt(double seconds) {
        arrivedAt = seconds;
        waitingSince = seconds;
    }

    /// Its program ended, whatever its epochs.
    public void end() {
        over = true;
    }

    /// @param is whether it has been submitted by now
    public void waiting(boolean is) {
        waiting = is;
    }

    /// Whether a slice could be given to it.
    public boolean ready(int horizon) {
        return waiting && !running && !failed && !over && epochs < horizon;
    }

    /// Whether it has shown nothing yet.
    public boolean isNew() {
        return epochs == 0;
    }
}
