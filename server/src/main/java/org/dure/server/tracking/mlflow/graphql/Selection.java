package org.dure.server.tracking.mlflow.graphql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One line of a GraphQL selection.
sealed interface Selection {

    /// Such as `skip` or `include`.
    List<Directive> directives();

    /// @param alias     null where the answer bears the field's own name
    /// @param arguments by name
    record Field(
            @Nullable String alias,
            String name,
            Map<String, Value> arguments,
            List<Directive> directives,
            List<Selection> selections)
            implements Selection {

        /// The name in the answer.
        String key() {
            return alias == null ? name : alias;
        }
    }

    record Spread(String fragment, List<Directive> directives) implements Selection {}

    /// @param type the only type to which it applies; null for any
    record Inline(@Nullable String type, List<Directive> directives, List<Selection> selections) implements Selection {}

    record Directive(String name, Map<String, Value> arguments) {}

    /// What a document gives for an argument.
    sealed interface Value {

        /// Enumerations are texts.
        record Known(JsonNode json) implements Value {}

        record Variable(String name) implements Value {}

        record ListOf(List<Value> values) implements Value {}

        record ObjectOf(Map<String, Value> fields) implements Value {}
    }
}
