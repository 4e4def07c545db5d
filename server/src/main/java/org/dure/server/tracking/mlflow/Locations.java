package org.dure.server.tracking.mlflow;

import java.util.Locale;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.jspecify.annotations.Nullable;

/// Where artifacts lie, in the words of MLflow's clients: all behind `mlflow-artifacts:`, none where a client says.
final class Locations {

    private static final String SCHEME = "mlflow-artifacts:/";

    private Locations() {}

    static String of(Experiment experiment) {
        String asked = experiment.artifactLocation();
        return asked == null ? SCHEME + experiment.id() : asked;
    }

    static String of(Run run) {
        return SCHEME + run.experimentId() + "/" + run.id() + "/artifacts";
    }

    static String of(LoggedModel model) {
        return SCHEME + model.experimentId() + "/models/" + model.id() + "/artifacts";
    }

    /// @throws MlflowError where a client names a place outside of the platform
    static @Nullable String check(String parameter, @Nullable String location) {
        if (location == null || location.isEmpty()) {
            return null;
        }
        String scheme = location.toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("runs:") && !scheme.startsWith("models:") && !scheme.startsWith("mlflow-artifacts:")) {
            throw MlflowError.invalid(
                    parameter, location, "only runs:, models: and mlflow-artifacts: locations are taken here");
        }
        if (location.contains("..") || location.contains("?") || location.contains("#")) {
            throw MlflowError.invalid(parameter, location, "it must hold no '..', '?' or '#'");
        }
        return location;
    }
}
