package org.dure.server.models.mlflow;

import org.dure.server.tracking.mlflow.GraphRoot;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What of model versions is asked by GraphQL.
@Configuration
class VersionGraph {

    @Bean
    GraphRoot graphOfVersions(ModelVersionWire versions) {
        return new GraphRoot("mlflowSearchModelVersions", versions::search);
    }
}
