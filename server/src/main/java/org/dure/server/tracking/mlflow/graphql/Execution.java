package org.dure.server.tracking.mlflow.graphql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dure.base.Json;
import org.dure.server.people.Caller;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.GraphRoot;
import org.dure.server.tracking.mlflow.graphql.Selection.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Answers one operation for one caller.
final class Execution {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, GraphRoot> roots;
    private final Caller caller;
    private final Document document;
    private final Map<String, Value> defaults;
    private final JsonNode variables;

    Execution(
            Map<String, GraphRoot> roots,
            Caller caller,
            Document document,
            Document.Operation operation,
            JsonNode variables) {
        this.roots = roots;
        this.caller = caller;
        this.document = document;
        this.defaults = operation.defaults();
        this.variables = variables;
    }

    /// The fields that are asked for at one level, by their names in the answer.
    Map<String, List<Selection.Field>> fields(String type, List<Selection> selections) {
        Map<String, List<Selection.Field>> fields = new LinkedHashMap<>();
        collect(type, selections, fields, 0);
        return fields;
    }

    private void collect(
            String type, List<Selection> selections, Map<String, List<Selection.Field>> into, int fragments) {
        if (fragments > Limits.DEPTH_MOST) {
            throw new GraphError("Query exceeds maximum depth of " + Limits.DEPTH_MOST);
        }
        for (Selection selection : selections) {
            if (!isWanted(selection.directives())) {
                continue;
            }
            switch (selection) {
                case Selection.Field field ->
                    into.computeIfAbsent(field.key(), key -> new ArrayList<>()).add(field);
                case Selection.Inline inline -> collect(type, inline, into, fragments);
                case Selection.Spread spread -> {
                    Selection.Inline fragment = document.fragments().get(spread.fragment());
                    if (fragment == null) {
                        throw new GraphError("Unknown fragment '" + spread.fragment() + "'.");
                    }
                    collect(type, fragment, into, fragments);
                }
            }
        }
    }

    private void collect(
            String type, Selection.Inline fragment, Map<String, List<Selection.Field>> into, int fragments) {
        if (Schema.isCalled(type, fragment.type())) {
            collect(type, fragment.selections(), into, fragments + 1);
        }
    }

    private boolean isWanted(List<Selection.Directive> directives) {
        return directives.stream().allMatch(directive -> {
            Value condition = directive.arguments().get("if");
            boolean holds = condition != null && json(condition).asBoolean(false);
            return switch (directive.name()) {
                case "skip" -> !holds;
                case "include" -> holds;
                default -> true;
            };
        });
    }

    /// A field of the operation itself.
    ///
    /// @param type `Query` or `Mutation`
    JsonNode root(String type, List<Selection.Field> asked) {
        Selection.Field field = asked.getFirst();
        if (field.name().equals("__typename")) {
            return NODES.stringNode(Schema.shown(type));
        }
        Schema.Kind kind = Schema.field(type, field.name());
        if (kind.type().equals("Test")) {
            Value text = field.arguments().get("inputString");
            ObjectNode test = NODES.objectNode();
            test.set("output", text == null ? NODES.nullNode() : json(text));
            return shaped(kind, test, asked);
        }
        Value input = field.arguments().get("input");
        if (input == null) {
            throw new GraphError("Field '" + field.name() + "' needs the argument 'input'.");
        }
        return shaped(kind, ask(field.name(), snake(json(input))), asked);
    }

    private JsonNode ask(String root, JsonNode input) {
        GraphRoot asked = Objects.requireNonNull(roots.get(root), root);
        return Json.MAPPER.valueToTree(asked.answer().apply(caller, new Fields(input, "")));
    }

    /// The fields that are asked for, of what the wire answers.
    private JsonNode shaped(Schema.Kind kind, JsonNode from, List<Selection.Field> asked) {
        if (kind.isList()) {
            ArrayNode list = NODES.arrayNode();
            for (JsonNode each : from) {
                list.add(shaped(new Schema.Kind(kind.type(), false), each, asked));
            }
            return list;
        }
        if (!Schema.isObject(kind)) {
            return Leaves.of(kind.type(), from);
        }
        if (kind.type().equals("ApiError")) {
            return NODES.nullNode();
        }
        List<Selection> within =
                asked.stream().flatMap(field -> field.selections().stream()).toList();
        if (within.isEmpty()) {
            throw new GraphError("Field '" + asked.getFirst().name() + "' of type '" + Schema.shown(kind.type())
                    + "' must have a selection of subfields.");
        }
        ObjectNode object = NODES.objectNode();
        fields(kind.type(), within).forEach((key, fields) -> object.set(key, field(kind.type(), from, fields)));
        return object;
    }

    private JsonNode field(String type, JsonNode from, List<Selection.Field> asked) {
        String name = asked.getFirst().name();
        if (name.equals("__typename")) {
            return NODES.stringNode(Schema.shown(type));
        }
        Schema.Kind kind = Schema.field(type, name);
        return shaped(kind, type.equals("Run") ? ofRun(from, name) : from.path(Leaves.snake(name)), asked);
    }

    /// A run's experiment and versions are answers of their own.
    private JsonNode ofRun(JsonNode run, String name) {
        JsonNode info = run.path("info");
        return switch (name) {
            case "experiment" ->
                ask("mlflowGetExperiment", NODES.objectNode().set("experiment_id", info.path("experiment_id")))
                        .path("experiment");
            case "modelVersions" ->
                ask(
                                "mlflowSearchModelVersions",
                                NODES.objectNode()
                                        .put(
                                                "filter",
                                                "run_id='" + info.path("run_id").asString() + "'"))
                        .path("model_versions");
            default -> run.path(Leaves.snake(name));
        };
    }

    private JsonNode json(Value value) {
        return switch (value) {
            case Value.Known known -> known.json();
            case Value.Variable variable -> {
                JsonNode given = variables.path(variable.name());
                Value otherwise = defaults.get(variable.name());
                yield !given.isMissingNode() ? given : otherwise == null ? NODES.nullNode() : json(otherwise);
            }
            case Value.ListOf list -> {
                ArrayNode array = NODES.arrayNode();
                list.values().forEach(each -> array.add(json(each)));
                yield array;
            }
            case Value.ObjectOf object -> {
                ObjectNode node = NODES.objectNode();
                object.fields().forEach((name, each) -> node.set(name, json(each)));
                yield node;
            }
        };
    }

    private static JsonNode snake(JsonNode input) {
        ObjectNode node = NODES.objectNode();
        input.propertyNames().forEach(name -> node.set(Leaves.snake(name), input.path(name)));
        return node;
    }
}
