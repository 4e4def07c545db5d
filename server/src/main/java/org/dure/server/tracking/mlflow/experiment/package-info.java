/// Experiments and the data sets of their runs on MLflow's wire.
@NullMarked
package org.dure.server.tracking.mlflow.experiment;

import org.jspecify.annotations.NullMarked;
