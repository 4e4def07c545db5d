/// Scorers on MLflow's wire.
@NullMarked
package org.dure.server.tracking.mlflow.scorer;

import org.jspecify.annotations.NullMarked;
