/// Training followed and kept: experiments, runs, their parameters, metrics, tags and artifacts.
///
/// Here stand the records that all of it speaks of and the event `RunEnded`. Below, one package a noun, each using only
/// those before it: `filter` (MLflow's search language), `search`, `point`, `metric`, `run`, `experiment`,
/// `loggedmodel`, `trace`, `evaluationdataset`, `scorer`, `issue`, `artifact`, `tensorboard`, `session`, `table` and
/// `savedview` (what the
/// pages of runs ask);
/// `mlflow`, with a package for each noun of its own, speaks MLflow's REST wire over all of them. Other features use
/// `run` and `artifact`.
///
/// Owns the schema `tracking` and the event `RunEnded`. It gives sessions their runs (`SessionPreparer`) and problems
/// their experiments (`ProblemExperiments`).
@ApplicationModule(
        displayName = "Tracking",
        allowedDependencies = {
            "base",
            "people",
            "people::project",
            "compute",
            "compute::session",
            "compute::curve",
            "problems"
        })
@NullMarked
package org.dure.server.tracking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
