package org.dure.server.tracking.mlflow.artifact;

import org.dure.server.tracking.mlflow.GraphRoot;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What of artifacts is asked by GraphQL.
@Configuration
class ArtifactGraph {

    @Bean
    GraphRoot graphOfArtifacts(RunFileWire files) {
        return new GraphRoot("mlflowListArtifacts", files::files);
    }
}
