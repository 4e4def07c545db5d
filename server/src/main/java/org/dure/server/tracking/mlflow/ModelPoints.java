package org.dure.server.tracking.mlflow;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.tracking.loggedmodel.ModelMetric;
import org.dure.server.tracking.metric.Point;

/// Which of a request's points were measured on a logged model.
final class ModelPoints {

    private ModelPoints() {}

    /// @param fields the points as they were sent
    /// @param points the same, read
    static List<ModelMetric> of(String runId, List<Fields> fields, List<Point> points) {
        List<ModelMetric> found = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String model = fields.get(i).text("model_id", "");
            if (!model.isEmpty()) {
                found.add(new ModelMetric(
                        model,
                        runId,
                        points.get(i).key(),
                        fields.get(i).text("dataset_name", ""),
                        fields.get(i).text("dataset_digest", ""),
                        points.get(i).metric()));
            }
        }
        return found;
    }
}
