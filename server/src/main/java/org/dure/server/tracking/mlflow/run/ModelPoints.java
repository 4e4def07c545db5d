package org.dure.server.tracking.mlflow.run;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.loggedmodel.ModelMetric;
import org.dure.server.tracking.mlflow.Fields;

/// Which of a request's points were measured on a logged model.
final class ModelPoints {

    private ModelPoints() {}

    /// @param metrics the points as they were sent, found to be right
    static List<ModelMetric> of(String runId, List<Fields> metrics) {
        List<ModelMetric> found = new ArrayList<>();
        for (Fields metric : metrics) {
            String model = metric.text("model_id", "");
            if (!model.isEmpty()) {
                found.add(new ModelMetric(
                        model,
                        runId,
                        metric.required("key"),
                        metric.text("dataset_name", ""),
                        metric.text("dataset_digest", ""),
                        new Metric(metric.real("value"), metric.whole("timestamp", 0), metric.whole("step", 0))));
            }
        }
        return found;
    }
}
