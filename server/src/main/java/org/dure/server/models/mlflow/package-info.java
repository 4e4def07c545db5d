/// Registered models and model versions on MLflow's REST wire: Dure's own models and versions, in the words of MLflow's
/// clients.
@NullMarked
package org.dure.server.models.mlflow;

import org.jspecify.annotations.NullMarked;
