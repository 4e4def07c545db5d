package org.dure.server.sweeps.trial;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.dure.base.Reason;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.run.LogService;
import org.springframework.stereotype.Component;

/// Finds out how a trial's run has done.
@Component
class Measures {

    /// What was found.
    sealed interface Found {
        /// @param value a number, not NaN
        record Value(double value) implements Found {}

        record Nothing(Reason reason) implements Found {}

        record NotYet(Reason reason) implements Found {}
    }

    /// Of a longer series, each stretch keeps its first, last, least and greatest point.
    private static final int POINTS_MOST = 10_000;

    private static final String MODEL_FILE = "model.onnx";
    private static final String MODEL_REFUSED = "dure.model_refused";

    private final LogService log;
    private final ModelService models;
    private final ArtifactService artifacts;

    Measures(LogService log, ModelService models, ArtifactService artifacts) {
        this.log = log;
        this.models = models;
        this.artifacts = artifacts;
    }

    /// @param run that has ended well
    Found of(Objective objective, Run run) {
        return switch (objective.source()) {
            case HIDDEN -> hidden(run);
            case METRIC -> logged(objective, run);
            case TOLD -> new Found.NotYet(Reason.of(SweepReason.TRIAL_ASKED));
        };
    }

    private Found logged(Objective objective, Run run) {
        String metric = String.valueOf(objective.metric());
        Metric last = run.metrics().get(metric);
        if (last == null) {
            return new Found.Nothing(Reason.of(SweepReason.TRIAL_NO_METRIC, Map.of("metric", metric)));
        }
        OptionalDouble value = switch (objective.take()) {
            case LAST -> numbers(List.of(last)).findFirst();
            case BEST -> best(objective.direction(), numbers(points(run, metric)));
        };
        return value.isPresent()
                ? new Found.Value(value.getAsDouble())
                : new Found.Nothing(Reason.of(SweepReason.TRIAL_NOT_A_NUMBER, Map.of("metric", metric)));
    }

    private static OptionalDouble best(Direction direction, DoubleStream values) {
        return switch (direction) {
            case MINIMIZE -> values.min();
            case MAXIMIZE -> values.max();
        };
    }

    private static DoubleStream numbers(List<Metric> points) {
        return points.stream().mapToDouble(Metric::value).filter(value -> !Double.isNaN(value));
    }

    private Found hidden(Run run) {
        Optional<ModelVersion> version = models.findByRun(run.id());
        if (version.isEmpty()) {
            return unregistered(run);
        }
        Double accuracy = version.get().hiddenAccuracy();
        return switch (version.get().state()) {
            case EVALUATED ->
                accuracy == null
                        ? new Found.Nothing(Reason.of(SweepReason.TRIAL_NOT_JUDGED))
                        : new Found.Value(accuracy);
            case WAITING, RUNNING -> new Found.NotYet(because(SweepReason.TRIAL_IS_JUDGED, version.get()));
            case UNJUDGED, FAILED -> new Found.Nothing(because(SweepReason.TRIAL_NOT_JUDGED, version.get()));
        };
    }

    /// The registry hears of the run's end by an event of its own; until then a run with a model is to be waited for.
    private Found unregistered(Run run) {
        String refused = run.tags().get(MODEL_REFUSED);
        if (refused != null) {
            return new Found.Nothing(Reason.of(SweepReason.TRIAL_NO_MODEL).because(Reason.inWords(refused)));
        }
        boolean left = artifacts.all(run.id()).stream()
                .anyMatch(file -> file.path().equals(MODEL_FILE) || file.path().endsWith("/" + MODEL_FILE));
        return left
                ? new Found.NotYet(Reason.of(SweepReason.TRIAL_IS_JUDGED))
                : new Found.Nothing(Reason.of(SweepReason.TRIAL_NO_MODEL));
    }

    private static Reason because(SweepReason code, ModelVersion version) {
        Reason reason = Reason.of(code);
        return version.reason() == null ? reason : reason.because(version.reason());
    }

    /// The points of a metric by their steps; none where the run has logged none.
    List<Metric> points(Run run, String metric) {
        if (!run.metrics().containsKey(metric)) {
            return List.of();
        }
        try {
            return log.points(Caller.platform(), run.id(), metric, POINTS_MOST);
        } catch (UserError.NotFound gone) {
            return List.of();
        }
    }
}
