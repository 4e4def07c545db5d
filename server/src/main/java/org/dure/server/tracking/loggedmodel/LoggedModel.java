package org.dure.server.tracking.loggedmodel;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// MLflow 3's record of a model that a program has made. The platform's own registry judges packages among a run's
/// artifacts; this is kept so that `log_model` and `load_model` work.
///
/// @param id          `m-` and 32 hexadecimal digits
/// @param sourceRunId the run that made it
/// @param status      in MLflow's words, such as `LOGGED_MODEL_READY`
/// @param metrics     by key, time and step
public record LoggedModel(
        String id,
        UUID projectId,
        long experimentId,
        @Nullable String sourceRunId,
        String name,
        @Nullable String modelType,
        String status,
        boolean deleted,
        long createdMs,
        long updatedMs,
        Map<String, String> params,
        Map<String, String> tags,
        List<ModelMetric> metrics) {}
