/// Traces: what a program's calls did, step by step (spans), as OpenTelemetry and MLflow's clients send them. Kept,
/// searched, tagged, linked to runs and deleted.
@NullMarked
package org.dure.server.tracking.trace;

import org.jspecify.annotations.NullMarked;
