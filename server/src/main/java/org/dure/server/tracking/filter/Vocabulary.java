package org.dure.server.tracking.filter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which fields a kind of thing can be searched by.
public enum Vocabulary {
    RUNS(
            Map.ofEntries(
                    Map.entry("run_id", "run_id"),
                    Map.entry("run_name", "run_name"),
                    Map.entry("run name", "run_name"),
                    Map.entry("Run name", "run_name"),
                    Map.entry("Run Name", "run_name"),
                    Map.entry("status", "status"),
                    Map.entry("user_id", "user_id"),
                    Map.entry("artifact_uri", "artifact_uri"),
                    Map.entry("start_time", "start_time"),
                    Map.entry("created", "start_time"),
                    Map.entry("Created", "start_time"),
                    Map.entry("end_time", "end_time")),
            Set.of("start_time", "end_time"),
            Set.of(Field.Kind.METRIC, Field.Kind.PARAM, Field.Kind.TAG, Field.Kind.ATTRIBUTE, Field.Kind.DATASET)),
    /// What the run table sorts and filters by: MLflow's language, and measures of metrics besides the last value.
    RUN_TABLE(
            Map.ofEntries(
                    Map.entry("run_id", "run_id"),
                    Map.entry("run_name", "run_name"),
                    Map.entry("status", "status"),
                    Map.entry("user_id", "user_id"),
                    Map.entry("experiment_id", "experiment_id"),
                    Map.entry("experiment", "experiment"),
                    Map.entry("session_id", "session_id"),
                    Map.entry("problem_id", "problem_id"),
                    Map.entry("start_time", "start_time"),
                    Map.entry("end_time", "end_time"),
                    Map.entry("duration", "duration")),
            Set.of("start_time", "end_time", "duration"),
            Set.of(Field.Kind.METRIC, Field.Kind.PARAM, Field.Kind.TAG, Field.Kind.ATTRIBUTE, Field.Kind.DATASET)),
    EXPERIMENTS(
            Map.of(
                    "name", "name",
                    "experiment_id", "experiment_id",
                    "creation_time", "creation_time",
                    "last_update_time", "last_update_time"),
            Set.of("creation_time", "last_update_time"),
            Set.of(Field.Kind.TAG, Field.Kind.ATTRIBUTE)),
    /// What runs call parameters is called metadata here.
    TRACES(
            Map.ofEntries(
                    Map.entry("request_id", "trace_id"),
                    Map.entry("trace_id", "trace_id"),
                    Map.entry("client_request_id", "client_request_id"),
                    Map.entry("timestamp", "timestamp_ms"),
                    Map.entry("timestamp_ms", "timestamp_ms"),
                    Map.entry("request_time", "timestamp_ms"),
                    Map.entry("execution_time", "execution_time_ms"),
                    Map.entry("execution_time_ms", "execution_time_ms"),
                    Map.entry("execution_duration", "execution_time_ms"),
                    Map.entry("end_time", "end_time_ms"),
                    Map.entry("end_time_ms", "end_time_ms"),
                    Map.entry("status", "status"),
                    Map.entry("state", "status"),
                    Map.entry("name", "name"),
                    Map.entry("run_id", "run_id"),
                    Map.entry("text", "text"),
                    Map.entry("prompt", "prompt"),
                    Map.entry("experiment_id", "experiment_id")),
            Set.of("timestamp_ms", "execution_time_ms", "end_time_ms"),
            Set.of(Field.Kind.PARAM, Field.Kind.TAG, Field.Kind.ATTRIBUTE)),
    LOGGED_MODELS(
            Map.ofEntries(
                    Map.entry("name", "name"),
                    Map.entry("model_id", "model_id"),
                    Map.entry("model_type", "model_type"),
                    Map.entry("status", "status"),
                    Map.entry("source_run_id", "source_run_id"),
                    Map.entry("experiment_id", "experiment_id"),
                    Map.entry("creation_time", "creation_time"),
                    Map.entry("creation_timestamp", "creation_time"),
                    Map.entry("last_updated_timestamp", "last_update_time"),
                    Map.entry("last_update_time", "last_update_time")),
            Set.of("creation_time", "last_update_time"),
            Set.of(Field.Kind.METRIC, Field.Kind.PARAM, Field.Kind.TAG, Field.Kind.ATTRIBUTE)),
    EVALUATION_DATASETS(
            Map.of(
                    "name", "name",
                    "created_time", "created_time",
                    "last_update_time", "last_update_time",
                    "created_by", "created_by",
                    "last_updated_by", "last_updated_by"),
            Set.of("created_time", "last_update_time"),
            Set.of(Field.Kind.TAG, Field.Kind.ATTRIBUTE)),
    ISSUES(Map.of("status", "status", "source_run_id", "source_run_id"), Set.of(), Set.of(Field.Kind.ATTRIBUTE)),
    REGISTERED_MODELS(Map.of("name", "name"), Set.of(), Set.of(Field.Kind.TAG, Field.Kind.ATTRIBUTE)),
    /// What registered models are ordered by, which is more than they are searched by.
    REGISTERED_MODEL_ORDER(
            Map.of(
                    "name", "name",
                    "creation_timestamp", "creation_timestamp",
                    "last_updated_timestamp", "last_updated_timestamp",
                    "timestamp", "last_updated_timestamp"),
            Set.of("creation_timestamp", "last_updated_timestamp"),
            Set.of(Field.Kind.ATTRIBUTE)),
    MODEL_VERSIONS(
            Map.of(
                    "name", "name",
                    "version_number", "version_number",
                    "run_id", "run_id",
                    "source_path", "source_path"),
            Set.of("version_number"),
            Set.of(Field.Kind.TAG, Field.Kind.ATTRIBUTE)),
    /// What model versions are ordered by.
    MODEL_VERSION_ORDER(
            Map.of(
                    "name", "name",
                    "version_number", "version_number",
                    "creation_timestamp", "creation_timestamp",
                    "last_updated_timestamp", "last_updated_timestamp"),
            Set.of("version_number", "creation_timestamp", "last_updated_timestamp"),
            Set.of(Field.Kind.ATTRIBUTE));

    private static final Set<String> DATASET_KEYS = Set.of("name", "digest", "context");
    private static final Set<String> SPAN_KEYS = Set.of("name", "type", "status", "content");
    private static final String SPAN_ATTRIBUTES = "attributes.";
    /// What a trace is found by that is no attribute of its own.
    private static final Set<String> AROUND_TRACES = Set.of("span", "feedback", "expectation", "issue");

    private final Map<String, String> attributes;
    private final Set<String> numericAttributes;
    private final Set<Field.Kind> kinds;

    Vocabulary(Map<String, String> attributes, Set<String> numericAttributes, Set<Field.Kind> kinds) {
        this.attributes = attributes;
        this.numericAttributes = numericAttributes;
        this.kinds = kinds;
    }

    /// @param place for the error
    /// @throws FilterError where there is no such field here
    Field attribute(String name, int place) {
        String canonical = attributes.get(name);
        if (canonical == null) {
            throw new FilterError(
                    "Invalid attribute key '" + name + "' specified. Valid keys are "
                            + attributes.keySet().stream().sorted().toList(),
                    place);
        }
        return new Field(Field.Kind.ATTRIBUTE, canonical);
    }

    /// @param prefix what stands before the dot
    /// @param place  for the error
    /// @throws FilterError where there is no such field here
    Field field(String prefix, String key, int place) {
        if (this == TRACES && AROUND_TRACES.contains(prefix)) {
            return ofTrace(prefix, key, place);
        }
        Field.Kind kind = kind(prefix)
                .filter(kinds::contains)
                .orElseThrow(() -> new FilterError(
                        "Invalid entity type '" + prefix + "'. Valid values are "
                                + kinds.stream()
                                        .map(each -> each == Field.Kind.PARAM
                                                ? "parameter"
                                                : each.name().toLowerCase(java.util.Locale.ROOT))
                                        .sorted()
                                        .toList(),
                        place));
        if (kind == Field.Kind.ATTRIBUTE) {
            return attribute(key, place);
        }
        if (kind == Field.Kind.DATASET && !DATASET_KEYS.contains(key)) {
            throw new FilterError(
                    "Invalid dataset key '" + key + "' specified. Valid keys are "
                            + DATASET_KEYS.stream().sorted().toList(),
                    place);
        }
        return new Field(kind, key);
    }

    /// Whether texts are compared with regular expressions, too.
    boolean hasPatterns() {
        return this == TRACES;
    }

    /// Whether it is something said of a trace, of which can be asked whether anybody has said it.
    boolean isSaid(Field field) {
        return this == TRACES
                && field.kind() == Field.Kind.ATTRIBUTE
                && (field.key().startsWith("feedback.") || field.key().startsWith("expectation."));
    }

    /// What stands in a trace's spans, or is said of the trace, is an attribute with its prefix.
    private static Field ofTrace(String prefix, String key, int place) {
        if (prefix.equals("span") && !SPAN_KEYS.contains(key) && !key.startsWith(SPAN_ATTRIBUTES)) {
            throw new FilterError(
                    "Invalid span attribute '" + key + "' specified. Valid keys are "
                            + SPAN_KEYS.stream().sorted().toList() + " and " + SPAN_ATTRIBUTES + "…",
                    place);
        }
        if (prefix.equals("issue") && !key.equals("id")) {
            throw new FilterError("Invalid issue attribute '" + key + "'. Supported attributes: id", place);
        }
        return new Field(Field.Kind.ATTRIBUTE, prefix + "." + key);
    }

    /// Whether what the run table understands besides MLflow's language is read: a metric's key followed by `.min`,
    /// `.at(100)` and the like, parameters and tags compared with numbers, times as dates. On MLflow's wire
    /// `metrics.loss.min` is the last value of the metric `loss.min`.
    boolean isOfTable() {
        return this == RUN_TABLE;
    }

    boolean isNumeric(Field field) {
        return switch (field.kind()) {
            case METRIC -> true;
            case ATTRIBUTE -> numericAttributes.contains(field.key());
            case PARAM, TAG, DATASET -> false;
        };
    }

    private Optional<Field.Kind> kind(String prefix) {
        if (this == TRACES) {
            switch (prefix) {
                case "metadata", "request_metadata" -> {
                    return Optional.of(Field.Kind.PARAM);
                }
                case "trace", "traces" -> {
                    return Optional.of(Field.Kind.ATTRIBUTE);
                }
                case "param", "params", "parameter", "parameters", "run" -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return Optional.ofNullable(
                switch (prefix) {
                    case "metric", "metrics" -> Field.Kind.METRIC;
                    case "param", "params", "parameter", "parameters" -> Field.Kind.PARAM;
                    case "tag", "tags" -> Field.Kind.TAG;
                    case "attr", "attribute", "attributes", "run" -> Field.Kind.ATTRIBUTE;
                    case "dataset", "datasets" -> Field.Kind.DATASET;
                    default -> null;
                });
    }
}
