package org.dure.server.models;

import java.util.UUID;

/// Tells whether people depend on a model version now. An interface because serving, which knows, stands above models.
public interface DeployedModels {

    /// Whether an endpoint answers with this version or is about to.
    boolean isDeployed(UUID versionId);
}
