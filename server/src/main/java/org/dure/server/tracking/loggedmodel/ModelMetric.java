package org.dure.server.tracking.loggedmodel;

import org.dure.server.tracking.Metric;

/// A point of a run's metric that was measured on a logged model.
///
/// @param datasetName   what it was measured on; empty where the run did not say
/// @param datasetDigest empty where the run did not say
public record ModelMetric(
        String modelId, String runId, String key, String datasetName, String datasetDigest, Metric metric) {}
