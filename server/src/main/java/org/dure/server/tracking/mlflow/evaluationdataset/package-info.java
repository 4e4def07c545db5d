/// Evaluation data sets and their records on MLflow's wire.
@NullMarked
package org.dure.server.tracking.mlflow.evaluationdataset;

import org.jspecify.annotations.NullMarked;
