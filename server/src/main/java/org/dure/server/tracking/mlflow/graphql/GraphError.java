package org.dure.server.tracking.mlflow.graphql;

/// A document that cannot be answered, in a sentence for its writer.
final class GraphError extends RuntimeException {

    GraphError(String message) {
        super(message, null, false, false);
    }
}
