package org.dure.learn.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;

/// An [Architecture] brought to life in DJL. Used by one thread at a time.
public final class Network implements AutoCloseable {

    private final NDManager manager;
    private final ParameterStore store;
    private final SequentialBlock block = new SequentialBlock();
    private final List<NamedParameter> parameters = new ArrayList<>();

    /// `name` is the layer's position and the parameter's role, such as `0.weight` or `1.runningMean`.
    public record NamedParameter(String name, Parameter parameter) {

        public NDArray array() {
            return parameter.getArray();
        }
    }

    /// A network with random weights, the same ones for the same seed.
    public Network(Engine engine, Architecture architecture, int seed) {
        manager = engine.newBaseManager();
        store = new ParameterStore(manager, false);
        List<Layer> layers = architecture.layers();
        layers.forEach(layer -> block.add(block(layer)));
        engine.setRandomSeed(seed);
        block.initialize(
                manager,
                DataType.FLOAT32,
                new Shape(1, architecture.channels(), architecture.height(), architecture.width()));
        for (int i = 0; i < layers.size(); i++) {
            for (var entry : block.getChildren().valueAt(i).getParameters()) {
                Parameter parameter = entry.getValue();
                parameter.getArray().setRequiresGradient(parameter.requiresGradient());
                parameters.add(new NamedParameter(i + "." + entry.getKey(), parameter));
            }
        }
    }

    private static Block block(Layer layer) {
        return switch (layer) {
            case Layer.Convolution(int filters) ->
                Conv2d.builder()
                        .setFilters(filters)
                        .setKernelShape(new Shape(Layer.Convolution.KERNEL, Layer.Convolution.KERNEL))
                        .optPadding(new Shape(Layer.Convolution.PADDING, Layer.Convolution.PADDING))
                        .build();
            case Layer.BatchNormalisation() ->
                BatchNorm.builder().optEpsilon(Layer.BatchNormalisation.EPSILON).build();
            case Layer.Relu() -> Activation.reluBlock();
            case Layer.MaxPool() ->
                Pool.maxPool2dBlock(
                        new Shape(Layer.MaxPool.SIDE, Layer.MaxPool.SIDE),
                        new Shape(Layer.MaxPool.SIDE, Layer.MaxPool.SIDE));
            case Layer.Dropout(double rate) ->
                Dropout.builder().optRate((float) rate).build();
            case Layer.Flatten() -> Blocks.batchFlattenBlock();
            case Layer.Dense(int units) -> Linear.builder().setUnits(units).build();
        };
    }

    /// One row of unnormalised scores per picture.
    public NDArray scores(NDArray pictures, boolean training) {
        return block.forward(store, new NDList(pictures), training).singletonOrThrow();
    }

    /// One row of probabilities per picture.
    public float[][] probabilities(float[] values, Shape shape) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray rows = scores(scratch.create(values, shape), false).softmax(-1);
            float[] flat = rows.toFloatArray();
            int classes = Math.toIntExact(rows.getShape().get(1));
            float[][] probabilities = new float[flat.length / classes][classes];
            for (int i = 0; i < flat.length; i++) {
                probabilities[i / classes][i % classes] = flat[i];
            }
            return probabilities;
        }
    }

    public NDManager manager() {
        return manager;
    }

    public List<NamedParameter> parameters() {
        return parameters;
    }

    /// Copies of all weights and running statistics, in the order of [#parameters].
    public List<float[]> weights() {
        return parameters.stream()
                .map(parameter -> parameter.array().toFloatArray())
                .toList();
    }

    /// Takes over what [#weights] gave.
    public void setWeights(List<float[]> weights) {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).array().set(weights.get(i));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
