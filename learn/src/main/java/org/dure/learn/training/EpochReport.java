package org.dure.learn.training;

/// One epoch's line. `step` is the epoch again, under the name that curves are drawn by.
///
/// @param loss               mean cross-entropy over the training pictures, in nats, while the weights changed
/// @param validationLoss     mean cross-entropy over the validation pictures after the epoch, in nats
/// @param validationAccuracy share of validation pictures whose largest score is the right one
public record EpochReport(int step, int epoch, double loss, double validationLoss, double validationAccuracy) {}
