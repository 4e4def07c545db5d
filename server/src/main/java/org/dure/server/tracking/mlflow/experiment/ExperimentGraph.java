package org.dure.server.tracking.mlflow.experiment;

import org.dure.server.tracking.mlflow.GraphRoot;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What of experiments is asked by GraphQL.
@Configuration
class ExperimentGraph {

    @Bean
    GraphRoot graphOfExperiment(ExperimentWire experiments) {
        return new GraphRoot("mlflowGetExperiment", experiments::get);
    }

    @Bean
    GraphRoot graphOfDatasets(DatasetWire datasets) {
        return new GraphRoot("mlflowSearchDatasets", datasets::search);
    }
}
