package org.dure.server.tracking.run;

/// A data set that runs of an experiment say to have read.
///
/// @param context such as `train`; empty where there is none
public record DatasetSummary(long experimentId, String name, String digest, String context) {}
