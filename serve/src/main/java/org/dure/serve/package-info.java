/// The data plane: [org.dure.serve.Serve] is the gateway that callers of the API reach, and
/// [org.dure.serve.Evaluate] scores one model package on a folder of pictures.
///
/// How a request travels: `gateway` (HTTP, Open Inference Protocol) → `access` (keys, quotas) → `deploy` (which model
/// version answers) → `runner` (another process, in a sandbox) → `spool` (the usage event is durable) → the answer.
@NullMarked
package org.dure.serve;

import org.jspecify.annotations.NullMarked;
