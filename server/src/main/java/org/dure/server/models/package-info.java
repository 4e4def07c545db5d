/// Which models there are, what each was made of, how it did on the hidden part, and which one is the champion of its
/// problem.
///
/// Here is the registry: models, their versions, training again. `packages` below brings versions in, `evaluation`
/// judges them, `champion` compares them, `spending` tells what they cost; `registry` keeps what people say of them,
/// and its history; `webhook` tells others of it; `mlflow` speaks MLflow's REST wire over all of it. Each follows the
/// one before by an event, inside its transaction:
/// `VersionRegistered` asks for the evaluation, `VersionEvaluated` decides over the champion.
///
/// Owns the schema `models` and the events `VersionRegistered` and `ChampionReplaced`. It may use `tracking`,
/// `problems`, `data`, `compute`, `people` and `base`; it asks whether a model is deployed through its own interface
/// `DeployedModels`.
@ApplicationModule(
        displayName = "Models",
        allowedDependencies = {
            "tracking",
            "tracking::run",
            "tracking::artifact",
            "tracking::loggedmodel",
            "tracking::filter",
            "tracking::mlflow",
            "tracking::mlflow-artifact",
            "problems",
            "data",
            "data::dataset",
            "data::version",
            "compute",
            "compute::session",
            "compute::curve",
            "compute::log",
            "compute::usage",
            "people",
            "people::project",
            "base"
        })
@NullMarked
package org.dure.server.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
