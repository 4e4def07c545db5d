package org.dure.server.tracking.evaluationdataset;

import tools.jackson.databind.node.ObjectNode;

/// One case of an evaluation data set.
///
/// @param number       counts up in the order in which records came; 0 before it is kept
/// @param id           `dr-` and 32 hexadecimal digits
/// @param inputsSha256 of the inputs, by which the same case is known again
/// @param body         `inputs`, `outputs`, `expectations`, `tags`, `source`, `created_by` and `last_updated_by`
public record EvaluationRecord(
        long number,
        String id,
        String datasetId,
        String inputsSha256,
        ObjectNode body,
        long createdMs,
        long updatedMs) {}
