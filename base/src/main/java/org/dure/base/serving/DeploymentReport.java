package org.dure.base.serving;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far `serve` is with a deployment.
///
/// @param reason why it failed; null otherwise
public record DeploymentReport(
        UUID deploymentId, State state, @Nullable String reason) {

    public enum State {
        LOADING,
        READY,
        FAILED
    }
}
