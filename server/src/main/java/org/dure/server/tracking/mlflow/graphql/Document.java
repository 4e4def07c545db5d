package org.dure.server.tracking.mlflow.graphql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A GraphQL document, read.
///
/// @param fragments by name
record Document(List<Operation> operations, Map<String, Selection.Inline> fragments) {

    /// @param kind     `query` or `mutation`
    /// @param name     null where it has none
    /// @param defaults of its variables, by name
    record Operation(
            String kind, @Nullable String name, Map<String, Selection.Value> defaults, List<Selection> selections) {}

    /// @param name null where the document holds one operation alone
    /// @throws GraphError where there is none of that name, or the name is missing
    Operation operation(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            if (operations.size() != 1) {
                throw new GraphError("Must provide operation name if query contains multiple operations.");
            }
            return operations.getFirst();
        }
        return operations.stream()
                .filter(operation -> name.equals(operation.name()))
                .findFirst()
                .orElseThrow(() -> new GraphError("Unknown operation named '" + name + "'."));
    }
}
