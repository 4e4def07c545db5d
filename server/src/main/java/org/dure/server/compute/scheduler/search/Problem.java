package org.dure.server.compute.scheduler.search;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.dure.server.compute.scheduler.curve.CurveShapes;

/// What experiments compete on, as far as the scheduler sees it: its experiments in the order of their arrival.
public final class Problem {

    private final String name;
    private final CurveShapes shapes;
    private final List<Trial> trials;
    private double best = Double.POSITIVE_INFINITY;
    private int observations;

    /// @param shapes of a whole training's epochs
    public Problem(String name, CurveShapes shapes, List<Trial> trials) {
        this.name = name;
        this.shapes = shapes;
        this.trials = trials;
        for (Trial trial : trials) {
            best = Math.min(best, trial.best());
            observations += trial.epochs();
        }
    }

    /// One more loss of a trial of this problem.
    public void observe(Trial trial, double loss) {
        trial.observe(loss);
        best = Math.min(best, trial.best());
        observations++;
    }

    public String name() {
        return name;
    }

    public int horizon() {
        return shapes.horizon();
    }

    public CurveShapes shapes() {
        return shapes;
    }

    public List<Trial> trials() {
        return trials;
    }

    /// The lowest loss so far; positive infinity before the first.
    public double best() {
        return best;
    }

    /// Losses seen so far.
    public int observations() {
        return observations;
    }

    /// Equal for problems of which the same is known: horizon, settings and losses, in the same order.
    String fingerprint() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(horizon()).array());
        trials.forEach(trial -> digest.update(trial.content()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Those that have shown at least one loss.
    List<Trial> begun() {
        List<Trial> begun = new ArrayList<>(trials.size());
        for (Trial trial : trials) {
            if (!trial.isNew()) {
                begun.add(trial);
            }
        }
        return begun;
    }

    /// Whether a slice could be given to any.
    public boolean anyReady() {
        for (Trial trial : trials) {
            if (trial.ready(horizon())) {
                return true;
            }
        }
        return false;
    }

    /// Those that a slice could be given to, in the order of their arrival.
    public List<Trial> ready() {
        List<Trial> ready = new ArrayList<>(trials.size());
        for (Trial trial : trials) {
            if (trial.ready(horizon())) {
                ready.add(trial);
            }
        }
        return ready;
    }
}
