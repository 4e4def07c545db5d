/// GraphQL as MLflow's pages speak it: each question and its answer are those of another path of this wire, of which
/// the
/// caller picks fields.
@NullMarked
package org.dure.server.tracking.mlflow.graphql;

import org.jspecify.annotations.NullMarked;
