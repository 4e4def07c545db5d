/// Which models there are, what each was made of, how it did on the hidden part, and which one is the champion of its
/// problem.
///
/// Owns the schema `models` and the event `ChampionReplaced`. It may use `tracking`, `problems`, `data`, `compute`,
/// `people` and `base`; it asks whether a model is deployed through its own interface `DeployedModels`.
@ApplicationModule(
        displayName = "Models",
        allowedDependencies = {
            "tracking",
            "tracking::run",
            "tracking::artifact",
            "problems",
            "data",
            "compute",
            "people",
            "base"
        })
@NullMarked
package org.dure.server.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
