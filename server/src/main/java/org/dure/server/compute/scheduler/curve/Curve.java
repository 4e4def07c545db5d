package org.dure.server.compute.scheduler.curve;

/// What of a curve's values the posterior needs: sums, one a shape. A value costs O(shapes).
public final class Curve {

    private final CurveShapes shapes;
    private final double[] products;
    private int epochs;
    private double sum;
    private double sumOfSquares;

    public Curve(CurveShapes shapes) {
        this.shapes = shapes;
        products = new double[shapes.count()];
    }

    /// The next epoch's value. What comes after the horizon is left out.
    ///
    /// @param value finite
    public void add(double value) {
        if (epochs == shapes.horizon()) {
            return;
        }
        epochs++;
        sum += value;
        sumOfSquares += value * value;
        double[] values = shapes.values(epochs);
        for (int k = 0; k < products.length; k++) {
            products[k] += values[k] * value;
        }
    }

    public int epochs() {
        return epochs;
    }

    double sum() {
        return sum;
    }

    double sumOfSquares() {
        return sumOfSquares;
    }

    /// One a shape; not to be changed.
    double[] products() {
        return products;
    }
}
