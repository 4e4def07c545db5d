/// Logged models on MLflow's wire.
@NullMarked
package org.dure.server.tracking.mlflow.loggedmodel;

import org.jspecify.annotations.NullMarked;
