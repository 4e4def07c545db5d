package org.dure.base.serving;

import java.util.UUID;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// How far `serve` is with a deployment.
///
/// @param reason why it failed; null otherwise
public record DeploymentReport(
        UUID deploymentId, State state, @Nullable Reason reason) {

    public enum State {
        LOADING,
        READY,
        FAILED
    }
}
