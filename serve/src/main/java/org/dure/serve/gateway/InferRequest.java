package org.dure.serve.gateway;

import java.util.List;
import org.dure.serve.model.Tensor;
import org.jspecify.annotations.Nullable;

/// A checked request: its tensors fit the model.
///
/// @param id             the caller's, to be echoed
/// @param consentPurpose what the caller consents to keep the request for; null where it does not
/// @param inputs         in the order of the model's inputs
/// @param rows           the length of the batch axis
/// @param outputs        the names of the outputs to answer with; empty for all
record InferRequest(
        @Nullable String id, @Nullable String consentPurpose, List<Tensor> inputs, long rows, List<String> outputs) {}
