package org.dure.server.tracking.mlflow;

import java.util.List;
import java.util.Optional;
import org.dure.server.people.Caller;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.View;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.run.RunService;
import org.jspecify.annotations.Nullable;

/// What a request names, or MLflow's sentence about its absence.
public final class Lookup {

    private Lookup() {}

    /// @throws MlflowError where there is none that the caller may see
    public static Experiment experiment(ExperimentService experiments, Caller caller, String id) {
        if (!id.matches("[0-9]{1,18}")) {
            throw MlflowError.invalid("Invalid experiment ID '" + id + "'. Experiment ID must be a valid integer.");
        }
        return experiments
                .find(caller, id)
                .orElseThrow(() -> MlflowError.absent("No Experiment with id=" + id + " exists"));
    }

    /// Those of them that the caller may see; the others are as if they were not there.
    public static List<Experiment> visible(ExperimentService experiments, Caller caller, List<String> ids) {
        return ids.stream()
                .distinct()
                .map(id -> experiments.find(caller, id))
                .flatMap(Optional::stream)
                .toList();
    }

    /// @throws MlflowError where there is none that the caller may see
    public static Run run(RunService runs, Caller caller, String id) {
        return runs.find(caller, id).orElseThrow(() -> absentRun(id));
    }

    static MlflowError absentRun(String id) {
        return MlflowError.absent("Run '" + id + "' not found: Run with id=" + id + " not found");
    }

    /// Which of the living and deleted are asked for; the living where nothing is said.
    public static View view(Fields fields, String name) {
        @Nullable String view = fields.choice(name, 1, List.of("ACTIVE_ONLY", "DELETED_ONLY", "ALL"));
        return view == null ? View.ACTIVE_ONLY : View.valueOf(view);
    }
}
