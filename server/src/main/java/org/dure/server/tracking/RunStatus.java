package org.dure.server.tracking;

import java.util.Arrays;
import org.dure.server.base.UserError;

/// Where a run stands, in MLflow's words.
public enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED;

    public boolean isTerminal() {
        return switch (this) {
            case RUNNING, SCHEDULED -> false;
            case FINISHED, FAILED, KILLED -> true;
        };
    }

    /// @throws UserError.Invalid where it is none
    public static RunStatus of(String name) {
        return Arrays.stream(values())
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError.Invalid(
                        "status", "Invalid value '" + name + "'; there are " + Arrays.toString(values())));
    }
}
