/// Issues on MLflow's wire.
@NullMarked
package org.dure.server.tracking.mlflow.issue;

import org.jspecify.annotations.NullMarked;
