package org.dure.server.tracking.mlflow.run;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.GraphRoot;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What of runs is asked by GraphQL.
@Configuration
class RunGraph {

    @Bean
    GraphRoot graphOfRun(RunWire runs) {
        return new GraphRoot("mlflowGetRun", runs::get);
    }

    @Bean
    GraphRoot graphOfRuns(RunWire runs) {
        return new GraphRoot("mlflowSearchRuns", runs::found);
    }

    @Bean
    GraphRoot graphOfHistory(HistoryWire histories) {
        return new GraphRoot(
                "mlflowGetMetricHistoryBulkInterval", (caller, fields) -> sampled(histories, caller, fields));
    }

    private static RunAnswers.MetricList sampled(HistoryWire histories, Caller caller, Fields fields) {
        String key = fields.text("metric_key", "");
        List<RunAnswers.MetricBody> metrics = new ArrayList<>();
        histories.sampled(caller, fields).forEach((run, points) -> {
            for (int index = 0; index < points.size(); index++) {
                metrics.add(
                        new RunAnswers.MetricBody(key, points.value(index), points.ms(index), points.step(index), run));
            }
        });
        return new RunAnswers.MetricList(metrics);
    }
}
