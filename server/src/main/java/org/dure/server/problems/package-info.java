/// What runs compete on: a task, a metric with its direction, and the hidden part of a dataset version that judges.
///
/// Owns the schema `problems` and no event. Each problem has an experiment, which `tracking` makes through
/// `ProblemExperiments`. It tells `compute` the problems' names. It may use `data`,
/// `compute`, `people` and `base`.
@ApplicationModule(
        displayName = "Problems",
        allowedDependencies = {"base", "compute", "people", "people::project", "data", "data::dataset", "data::version"
        })
@NullMarked
package org.dure.server.problems;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
