/// Runs on MLflow's wire: made, searched, ended, and what is logged to them and read again. Its large answers are
/// packed here, too.
@NullMarked
package org.dure.server.tracking.mlflow.run;

import org.jspecify.annotations.NullMarked;
