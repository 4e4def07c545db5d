package org.dure.serve;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.dure.base.model.Signature;
import org.dure.serve.model.BadModelException;
import org.dure.serve.model.Datatype;
import org.dure.serve.model.Signatures;
import org.dure.serve.model.Tensor;
import org.dure.serve.runner.OnnxModel;

/// Runs an image classifier over many pictures and measures how long one picture takes.
final class Scoring {

    private static final int ROWS_AT_A_TIME = 64;
    private static final int TIMED_MAX = 100;

    private final OnnxModel model;
    private final Signature signature;
    private final Signature.ImageInput image;
    private final List<Long> timesNs = new ArrayList<>();

    /// @throws BadModelException where the model classifies no pictures
    Scoring(OnnxModel model) throws BadModelException {
        this.model = model;
        this.signature = model.signature();
        if (!signature.task().equals(Signatures.IMAGE_CLASSIFICATION)) {
            throw new BadModelException(
                    "The model's task is " + signature.task() + "; pictures need " + Signatures.IMAGE_CLASSIFICATION);
        }
        this.image = Objects.requireNonNull(signature.image(), "checked when the signature was read");
    }

    List<String> labels() {
        return signature.labels();
    }

    Signature.ImageInput image() {
        return image;
    }

    /// How many pictures may go in at a time.
    int rowsMax() {
        long axis = signature.inputs().getFirst().shape().getFirst();
        return axis == -1 ? ROWS_AT_A_TIME : Math.toIntExact(axis);
    }

    /// One row of scores for each picture's values.
    ///
    /// @throws BadModelException where the model fails, or gives what is no finite number
    double[][] scores(float[][] pictures) throws BadModelException {
        boolean open = signature.inputs().getFirst().shape().getFirst() == -1;
        if (open) {
            for (int i = 0; i < pictures.length && timesNs.size() < TIMED_MAX; i++) {
                time(new float[][] {pictures[i]});
            }
        }
        return open ? run(pictures) : Arrays.copyOf(time(padded(pictures)), pictures.length);
    }

    /// The median time of one run on one row (of a model with a fixed batch: on one batch), in microseconds.
    long latencyUsMedian() {
        List<Long> sorted = new ArrayList<>(timesNs);
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / 1_000;
    }

    private double[][] time(float[][] pictures) throws BadModelException {
        long started = System.nanoTime();
        double[][] scores = run(pictures);
        timesNs.add(System.nanoTime() - started);
        return scores;
    }

    private double[][] run(float[][] pictures) throws BadModelException {
        Tensor output;
        try {
            output = model.run(List.of(input(pictures))).stream()
                    .filter(tensor -> tensor.name().equals(signature.scores()))
                    .findFirst()
                    .orElseThrow();
        } catch (OrtException failure) {
            throw new BadModelException("The model fails on " + pictures.length + " pictures: " + failure.getMessage());
        }
        int labels = signature.labels().size();
        double[] flat = output.doubles();
        if (flat.length != pictures.length * labels) {
            throw new BadModelException("For " + pictures.length + " pictures the model gives scores of the shape "
                    + output.shape() + "; [" + pictures.length + ", " + labels + "] is needed");
        }
        double[][] scores = new double[pictures.length][];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Arrays.copyOfRange(flat, i * labels, (i + 1) * labels);
            if (!Arrays.stream(scores[i]).allMatch(Double::isFinite)) {
                throw new BadModelException("The model gives scores that are no finite numbers");
            }
        }
        return scores;
    }

    private Tensor input(float[][] pictures) {
        Signature.Tensor input = signature.inputs().getFirst();
        Datatype datatype = Datatype.named(input.datatype()).orElseThrow();
        List<Long> shape = new ArrayList<>(input.shape());
        shape.set(0, (long) pictures.length);
        ByteBuffer data = ByteBuffer.allocate(pictures.length * pictures[0].length * datatype.width())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float[] picture : pictures) {
            for (float value : picture) {
                if (datatype == Datatype.FP64) {
                    data.putDouble(value);
                } else {
                    data.putFloat(value);
                }
            }
        }
        return new Tensor(input.name(), datatype, shape, data.flip());
    }

    private float[][] padded(float[][] pictures) {
        float[][] padded = Arrays.copyOf(pictures, rowsMax());
        for (int i = pictures.length; i < padded.length; i++) {
            padded[i] = new float[pictures[0].length];
        }
        return padded;
    }
}
