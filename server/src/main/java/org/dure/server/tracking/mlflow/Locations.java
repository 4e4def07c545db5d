package org.dure.server.tracking.mlflow;

import java.util.Locale;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.jspecify.annotations.Nullable;

/// Where artifacts lie, in the words of MLflow's clients: all behind `mlflow-artifacts:`, none where a client says.
public final class Locations {

    private static final String SCHEME = "mlflow-artifacts:/";

    private Locations() {}

    /// The place that was asked for, or the platform's own.
    public static String of(Experiment experiment) {
        String asked = experiment.artifactLocation();
        return asked == null ? SCHEME + experiment.id() : asked;
    }

    /// Where a run's files lie.
    public static String of(Run run) {
        return SCHEME + run.experimentId() + "/" + run.id() + "/artifacts";
    }

    /// Where a logged model's files lie.
    public static String of(LoggedModel model) {
        return SCHEME + model.experimentId() + "/models/" + model.id() + "/artifacts";
    }

    /// The place that a client asks for an experiment. It is kept and shown, and nothing is ever read or written there:
    /// the artifacts of its runs lie in the platform.
    public static @Nullable String checkAsked(@Nullable String location) {
        if (location == null || location.isEmpty()) {
            return null;
        }
        if (location.length() > 500 || location.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw MlflowError.invalid(
                    "artifact_location",
                    location,
                    "it must have at most 500 characters, none of them a control character");
        }
        if (location.contains("#") || location.contains("?")) {
            throw MlflowError.invalid("'artifact_location' URL can't include fragments or params.");
        }
        String scheme = location.toLowerCase(Locale.ROOT);
        if (scheme.startsWith("http:") || scheme.startsWith("https:")) {
            throw MlflowError.invalid("'artifact_location' cannot use the 'http' scheme.");
        }
        return location;
    }

    /// @throws MlflowError where a client names a place outside of the platform
    public static @Nullable String check(String parameter, @Nullable String location) {
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
