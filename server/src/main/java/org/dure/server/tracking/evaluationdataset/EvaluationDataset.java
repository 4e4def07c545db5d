package org.dure.server.tracking.evaluationdataset;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What programs judge models by: a set of records, beside one or several experiments of its project.
///
/// @param id            `d-` and 32 hexadecimal digits
/// @param schema        which fields its records have had, as JSON in MLflow's words; null before the first one
/// @param records       how many it has
/// @param digest        another one after each change of its records
/// @param createdBy     the user whom the client names, else the account that made it
/// @param experimentIds of the experiments beside which it stands, by number
public record EvaluationDataset(
        String id,
        UUID projectId,
        String name,
        @Nullable String schema,
        long records,
        String digest,
        long createdMs,
        long updatedMs,
        @Nullable String createdBy,
        @Nullable String updatedBy,
        Map<String, String> tags,
        List<Long> experimentIds) {}
