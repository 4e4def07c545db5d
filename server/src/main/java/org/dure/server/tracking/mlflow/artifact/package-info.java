/// Files on MLflow's wire, by their place (`mlflow-artifacts`) or their owner. Other features that answer with files
/// use
/// `ArtifactDownloads`.
@NamedInterface("mlflow-artifact")
@NullMarked
package org.dure.server.tracking.mlflow.artifact;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
