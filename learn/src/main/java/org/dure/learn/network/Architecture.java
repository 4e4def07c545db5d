package org.dure.learn.network;

import java.util.ArrayList;
import java.util.List;
import org.dure.learn.reason.WrongArgumentException;

/// The shape of a network: one block of convolution, ReLU and 2×2 pooling for each entry of `filters` (the
/// pooling is left out where a side is a single pixel), then a hidden dense layer, then one score per class.
///
/// @param channels      of the pictures: 1 or 3
/// @param filters       of each convolution, 1…512; at most 8 of them
/// @param hidden        units of the hidden dense layer; 0 for none
/// @param dropout       0…0.9, before the last layer
/// @param normalisation batch normalisation after each convolution
public record Architecture(
        int channels,
        int height,
        int width,
        int classes,
        List<Integer> filters,
        int hidden,
        double dropout,
        boolean normalisation) {

    /// Keeps weights, gradients, moments and copies well within 1 GB.
    static final int WEIGHTS_MAX = 20_000_000;

    public Architecture {
        filters = List.copyOf(filters);
        if (filters.isEmpty() || filters.size() > 8 || filters.stream().anyMatch(n -> n < 1 || n > 512)) {
            throw new WrongArgumentException("--channels: 1 to 8 numbers between 1 and 512, not " + filters);
        }
        if (hidden < 0 || hidden > 4096) {
            throw new WrongArgumentException("--hidden: between 0 (no hidden layer) and 4096, not " + hidden);
        }
        if (!(dropout >= 0 && dropout <= 0.9)) {
            throw new WrongArgumentException("--dropout: between 0 and 0.9, not " + dropout);
        }
        long weights = weights(channels, height, width, classes, filters, hidden);
        if (weights > WEIGHTS_MAX) {
            throw new WrongArgumentException("A network of " + weights + " weights is too large (at most " + WEIGHTS_MAX
                    + "): choose more or smaller --channels, a smaller --hidden or a smaller --size");
        }
    }

    public List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        int rows = height;
        int columns = width;
        for (int count : filters) {
            layers.add(new Layer.Convolution(count));
            if (normalisation) {
                layers.add(new Layer.BatchNormalisation());
            }
            layers.add(new Layer.Relu());
            if (rows >= Layer.MaxPool.SIDE && columns >= Layer.MaxPool.SIDE) {
                layers.add(new Layer.MaxPool());
                rows /= Layer.MaxPool.SIDE;
                columns /= Layer.MaxPool.SIDE;
            }
        }
        layers.add(new Layer.Flatten());
        if (hidden > 0) {
            layers.add(new Layer.Dense(hidden));
            layers.add(new Layer.Relu());
        }
        if (dropout > 0) {
            layers.add(new Layer.Dropout(dropout));
        }
        layers.add(new Layer.Dense(classes));
        return layers;
    }

    private static long weights(int channels, int height, int width, int classes, List<Integer> filters, int hidden) {
        long weights = 0;
        long incoming = channels;
        int rows = height;
        int columns = width;
        for (int count : filters) {
            weights += (incoming * Layer.Convolution.KERNEL * Layer.Convolution.KERNEL + 1) * count;
            incoming = count;
            if (rows >= Layer.MaxPool.SIDE && columns >= Layer.MaxPool.SIDE) {
                rows /= Layer.MaxPool.SIDE;
                columns /= Layer.MaxPool.SIDE;
            }
        }
        long flat = incoming * rows * columns;
        return weights + (hidden > 0 ? (flat + 1) * hidden + (hidden + 1L) * classes : (flat + 1) * classes);
    }
}
