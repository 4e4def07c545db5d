package org.dure.learn.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.dure.learn.image.Batch;
import org.dure.learn.image.ImageSet;
import org.dure.learn.image.Split;
import org.dure.learn.network.Adam;
import org.dure.learn.network.Network;
import org.dure.learn.reason.TrainException;
import org.jspecify.annotations.Nullable;

/// Takes a network through epochs. One thread calls it.
public final class Training implements AutoCloseable {

    private final Engine engine;
    private final Recipe recipe;
    private final ImageSet images;
    private final Split split;
    private final Network network;
    private final Adam adam;
    private final Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    private Snapshot snapshot;

    /// @param from where to go on; null to start from random weights
    public Training(Engine engine, Recipe recipe, ImageSet images, @Nullable Snapshot from) {
        this.engine = engine;
        this.recipe = recipe;
        this.images = images;
        split = Split.stratified(images, recipe.validationShare(), recipe.seed());
        network = new Network(engine, recipe.architecture(), randomOf(0).nextInt());
        adam = new Adam(network, recipe.learningRate(), recipe.weightDecay());
        if (from == null) {
            List<float[]> weights = network.weights();
            snapshot =
                    new Snapshot(0, weights, adam.state(), new Snapshot.Best(0, Double.POSITIVE_INFINITY, 0, weights));
        } else {
            network.setWeights(from.weights());
            adam.restore(from.optimiser());
            snapshot = from;
        }
    }

    /// As after the last whole epoch.
    public Snapshot snapshot() {
        return snapshot;
    }

    public Split split() {
        return split;
    }

    /// The network with the best epoch's weights, to be asked and exported.
    public Network best() {
        network.setWeights(snapshot.best().weights());
        return network;
    }

    /// Trains one epoch more. Where `stopping` becomes true before its end, it breaks off, gives null, and
    /// [#snapshot] stays that of the epoch before; this object is then of no use for further epochs.
    ///
    /// @throws TrainException where the weights have run away
    @Nullable
    public EpochReport epoch(BooleanSupplier stopping) {
        int epoch = snapshot.epoch() + 1;
        SplittableRandom random = randomOf(epoch);
        engine.setRandomSeed(random.nextInt());
        List<Integer> order = new ArrayList<>(split.training());
        Split.shuffle(order, random);
        double lossSum = 0;
        for (int start = 0; start < order.size(); start += recipe.batchSize()) {
            if (stopping.getAsBoolean()) {
                return null;
            }
            List<Integer> indices = order.subList(start, Math.min(start + recipe.batchSize(), order.size()));
            double loss = learn(Batch.of(images, indices, recipe.augment() ? random : null));
            checkFinite(loss, epoch);
            lossSum += loss * indices.size();
        }
        Scores scores = score(split.validation());
        checkFinite(scores.loss, epoch);
        Snapshot.Best best = snapshot.best();
        List<float[]> weights = network.weights();
        if (scores.loss < best.validationLoss()) {
            best = new Snapshot.Best(epoch, scores.loss, scores.accuracy, weights);
        }
        snapshot = new Snapshot(epoch, weights, adam.state(), best);
        return new EpochReport(epoch, epoch, lossSum / order.size(), scores.loss, scores.accuracy);
    }

    private void checkFinite(double loss, int epoch) {
        if (!Double.isFinite(loss)) {
            throw new TrainException("The loss is no longer a number in epoch " + epoch
                    + ": try a smaller --learning-rate than " + recipe.learningRate());
        }
    }

    private SplittableRandom randomOf(int epoch) {
        return new SplittableRandom(new SplittableRandom(recipe.seed()).nextLong() + epoch);
    }

    private double learn(Batch batch) {
        try (NDManager scratch = network.manager().newSubManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray pictures = scratch.create(batch.values(), shape(batch));
            NDArray labels = scratch.create(batch.labels());
            float value;
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray scores = network.scores(pictures, true);
                NDArray loss = crossEntropy.evaluate(new NDList(labels), new NDList(scores));
                collector.backward(loss);
                value = loss.getFloat();
            }
            adam.step();
            return value;
        }
    }

    private record Scores(double loss, double accuracy) {}

    private Scores score(List<Integer> indices) {
        double lossSum = 0;
        long right = 0;
        for (int start = 0; start < indices.size(); start += recipe.batchSize()) {
            List<Integer> some = indices.subList(start, Math.min(start + recipe.batchSize(), indices.size()));
            Batch batch = Batch.of(images, some, null);
            try (NDManager scratch = network.manager().newSubManager();
                    NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray labels = scratch.create(batch.labels());
                NDArray scores = network.scores(scratch.create(batch.values(), shape(batch)), false);
                lossSum += crossEntropy
                                .evaluate(new NDList(labels), new NDList(scores))
                                .getFloat()
                        * some.size();
                right += scores.argMax(1).eq(labels).countNonzero().getLong();
            }
        }
        return new Scores(lossSum / indices.size(), (double) right / indices.size());
    }

    private Shape shape(Batch batch) {
        return new Shape(batch.labels().length, images.channels(), images.height(), images.width());
    }

    @Override
    public void close() {
        network.close();
    }
}
