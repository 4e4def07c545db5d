package org.dure.server.tracking.search;

import java.util.HashMap;
import java.util.Map;

/// What is searched, and how its attributes are spelt in SQL.
public enum SearchTable {
    RUN(
            "id",
            "param",
            "tag",
            "run_id",
            attributes(
                    "run_id", "t.uuid",
                    "run_name", "t.name",
                    "status", "t.status",
                    "user_id", "t.user_name",
                    "artifact_uri", "('mlflow-artifacts:/' || t.experiment_id || '/' || t.uuid || '/artifacts')",
                    "experiment_id", "cast(t.experiment_id as text)",
                    "experiment", "(select e.name from tracking.experiment e where e.id = t.experiment_id)",
                    "session_id", "cast(t.session_id as text)",
                    "problem_id", "cast(t.problem_id as text)",
                    "start_time", "t.started_ms",
                    "end_time", "t.ended_ms",
                    "duration", "((t.ended_ms - t.started_ms) / 1000.0)")),
    EXPERIMENT(
            "id",
            "experiment_tag",
            "experiment_tag",
            "experiment_id",
            Map.of(
                    "name", "t.name",
                    "experiment_id", "cast(t.id as text)",
                    "creation_time", "t.created_ms",
                    "last_update_time", "t.updated_ms")),
    TRACE(
            "id",
            "trace_metadata",
            "trace_tag",
            "trace_id",
            Map.of(
                    "trace_id", "t.id",
                    "client_request_id", "t.client_request_id",
                    "timestamp_ms", "t.requested_ms",
                    "execution_time_ms", "t.duration_ms",
                    "end_time_ms", "(t.requested_ms + t.duration_ms)",
                    "status", "t.state",
                    "name",
                            "(select n.value from tracking.trace_tag n where n.trace_id = t.id"
                                    + " and n.key = 'mlflow.traceName')",
                    "run_id",
                            "(select n.value from tracking.trace_metadata n where n.trace_id = t.id"
                                    + " and n.key = 'mlflow.sourceRun')",
                    "experiment_id", "cast(t.experiment_id as text)")),
    LOGGED_MODEL(
            "model_id",
            "logged_model_param",
            "logged_model_tag",
            "model_id",
            Map.of(
                    "name", "t.name",
                    "model_id", "t.model_id",
                    "model_type", "t.model_type",
                    "status", "t.status",
                    "source_run_id", "t.source_run_id",
                    "experiment_id", "cast(t.experiment_id as text)",
                    "creation_time", "t.created_ms",
                    "last_update_time", "t.updated_ms")),
    EVALUATION_DATASET(
            "id",
            "evaluation_dataset_tag",
            "evaluation_dataset_tag",
            "dataset_id",
            Map.of(
                    "name", "t.name",
                    "created_time", "t.created_ms",
                    "last_update_time", "t.updated_ms",
                    "created_by", "t.created_by",
                    "last_updated_by", "t.updated_by")),
    /// It has neither parameters nor tags.
    ISSUE("id", "", "", "", Map.of("status", "t.status", "source_run_id", "t.source_run_id"));

    private static Map<String, String> attributes(String... pairs) {
        Map<String, String> attributes = new HashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            attributes.put(pairs[at], pairs[at + 1]);
        }
        return Map.copyOf(attributes);
    }

    private final String key;
    private final String params;
    private final String tags;
    private final String foreignKey;
    private final Map<String, String> attributes;

    SearchTable(String key, String params, String tags, String foreignKey, Map<String, String> attributes) {
        this.key = key;
        this.params = params;
        this.tags = tags;
        this.foreignKey = foreignKey;
        this.attributes = attributes;
    }

    /// The column that names a row of it.
    String key() {
        return key;
    }

    /// The table of its parameters, or of what stands for them.
    String params() {
        return params;
    }

    String tags() {
        return tags;
    }

    /// The column by which params and tags name their row.
    String foreignKey() {
        return foreignKey;
    }

    /// An attribute as an expression of SQL over `t`.
    String attribute(String name) {
        String column = attributes.get(name);
        if (column == null) {
            throw new IllegalStateException("No SQL for the attribute " + name);
        }
        return column;
    }
}
