package org.dure.learn.network;

/// One step of a network. Pictures travel as (batch, channel, row, column).
public sealed interface Layer {

    /// 3×3, stride 1, as wide and high as before (a border of one pixel of zeros), with bias.
    record Convolution(int filters) implements Layer {
        public static final int KERNEL = 3;
        public static final int PADDING = 1;
    }

    /// Per channel, over batch, row and column (Ioffe and Szegedy 2015).
    record BatchNormalisation() implements Layer {
        public static final float EPSILON = 1e-5f;
    }

    record Relu() implements Layer {}

    /// The largest of each 2×2 pixels; an odd last row or column is dropped.
    record MaxPool() implements Layer {
        public static final int SIDE = 2;
    }

    /// Leaves out each value with probability `rate`, in training alone (Srivastava and others 2014).
    record Dropout(double rate) implements Layer {}

    /// (batch, channel, row, column) → (batch, values), in row-major order.
    record Flatten() implements Layer {}

    /// Fully connected, with bias.
    record Dense(int units) implements Layer {}
}
