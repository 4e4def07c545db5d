/// MLflow's REST wire (`/api/2.0/mlflow`, `/api/3.0/mlflow`, `/ajax-api/…`, `mlflow-artifacts`), so that unmodified
/// MLflow clients log to Dure. Answers and errors have MLflow's form, not `/api/v1`'s.
///
/// Here stands what all of it shares: how requests are read, named things found, limits kept, pages counted and errors
/// said. Below, one package a noun: `experiment`, `run`, `artifact`, `loggedmodel` and `trace`, of which the last two
/// use `artifact`, and `evaluationdataset`, `scorer` and `issue`; `graphql` passes questions on to whoever gives a
/// `GraphRoot`. Other features that speak parts of this wire use `MlflowWire`, `MlflowForm`, `Fields`, `MlflowError`
/// and `GraphRoot`, and `artifact`'s `ArtifactDownloads`.
@NamedInterface("mlflow")
@NullMarked
package org.dure.server.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
