/// MLflow's REST wire (`/api/2.0/mlflow`, `/api/3.0/mlflow`, `/ajax-api/…`, `mlflow-artifacts`), so that unmodified
/// MLflow clients log to Dure. Answers and errors have MLflow's form, not `/api/v1`'s. Other features that speak parts
/// of this wire use `MlflowWire`, `MlflowForm`, `Fields`, `ArtifactDownloads` and `MlflowError`.
@NamedInterface("mlflow")
@NullMarked
package org.dure.server.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
