/// Training followed and kept: experiments, runs, their parameters, metrics, tags and artifacts. `mlflow` below it
/// speaks MLflow's REST wire, `filter` reads MLflow's search language.
///
/// Owns the schema `tracking` and the event `RunEnded`. It gives sessions their runs (`SessionPreparer`) and problems
/// their experiments (`ProblemExperiments`).
@ApplicationModule(
        displayName = "Tracking",
        allowedDependencies = {"base", "people", "compute", "problems"})
@NullMarked
package org.dure.server.tracking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
