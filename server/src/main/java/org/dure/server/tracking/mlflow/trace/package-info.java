/// Traces on MLflow's wire and on OpenTelemetry's (`/v1/traces`).
@NullMarked
package org.dure.server.tracking.mlflow.trace;

import org.jspecify.annotations.NullMarked;
