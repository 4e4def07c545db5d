package org.dure.server.tracking.mlflow.graphql;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.GraphRoot;
import org.dure.server.tracking.mlflow.MlflowErrors;
import org.dure.server.tracking.mlflow.MlflowForm;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The door of MLflow's pages for GraphQL. It only reads; what MLflow calls mutations are searches.
@MlflowForm
class GraphWire {

    private final Map<String, GraphRoot> roots;

    GraphWire(List<GraphRoot> roots) {
        this.roots = roots.stream().collect(Collectors.toMap(GraphRoot::name, Function.identity()));
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/graphql")
    ObjectNode answer(Caller caller, Fields fields) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode errors = Json.MAPPER.createArrayNode();
        body.putNull("data");
        try {
            Document document = Parser.parse(fields.required("query"));
            Limits.check(document);
            Document.Operation operation = document.operation(fields.text("operationName"));
            body.set("data", data(caller, document, operation, fields, errors));
        } catch (GraphError error) {
            errors.add(error.getMessage());
        }
        if (errors.isEmpty()) {
            body.putNull("errors");
        } else {
            body.set("errors", errors);
        }
        return body;
    }

    /// A question that fails is answered by null, beside what went wrong.
    private ObjectNode data(
            Caller caller, Document document, Document.Operation operation, Fields fields, ArrayNode errors) {
        Execution execution = new Execution(roots, caller, document, operation, fields.tree("variables"));
        String type = operation.kind().equals("query") ? "Query" : "Mutation";
        ObjectNode data = Json.MAPPER.createObjectNode();
        execution.fields(type, operation.selections()).forEach((key, asked) -> {
            try {
                data.set(key, execution.root(type, asked));
            } catch (GraphError error) {
                throw error;
            } catch (RuntimeException error) {
                errors.add(MlflowErrors.said(error).orElseThrow(() -> error));
                data.putNull(key);
            }
        });
        return data;
    }
}
