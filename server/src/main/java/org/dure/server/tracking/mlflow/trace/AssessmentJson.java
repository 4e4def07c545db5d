package org.dure.server.tracking.mlflow.trace;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.trace.Assessment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Assessments as MLflow's clients write and read them. A feedback's value is any JSON; an expectation's is a plain
/// value, or JSON packed into a text. One that names an issue has the id as its own name.
final class AssessmentJson {

    private static final List<String> KINDS = List.of("feedback", "expectation", "issue");

    private AssessmentJson() {}

    /// What is kept of a new one.
    ///
    /// @throws MlflowError where it has no name or source, or not just one value
    static ObjectNode told(Fields assessment) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("assessment_name", assessment.required("assessment_name"));
        Fields source = assessment.object("source");
        body.putObject("source")
                .put("source_type", source.required("source_type").toUpperCase(Locale.ROOT))
                .put("source_id", source.text("source_id", "default"));
        if (KINDS.stream().filter(assessment::has).count() != 1) {
            throw MlflowError.invalid("An assessment has either a feedback or an expectation or names an issue.");
        }
        setText(body, assessment, "span_id");
        KINDS.forEach(kind -> change(body, assessment, kind));
        change(body, assessment, "rationale");
        change(body, assessment, "metadata");
        return body;
    }

    /// Puts one field as it is told now.
    ///
    /// @throws MlflowError where a feedback would become an expectation, or the other way about
    static void change(ObjectNode body, Fields assessment, String name) {
        switch (name) {
            case "assessment_name" -> body.put(name, assessment.required(name));
            case "rationale" -> setText(body, assessment, name);
            case "metadata" -> {
                Map<String, String> told = assessment.textsOfObject(name);
                if (!told.isEmpty()) {
                    ObjectNode kept = body.withObject("metadata");
                    told.forEach(kept::put);
                }
            }
            case "feedback", "expectation", "issue" -> setValue(body, assessment, name);
            default -> throw MlflowError.invalid("update_mask", name, "an assessment has no such field to change");
        }
    }

    private static void setText(ObjectNode body, Fields assessment, String name) {
        String text = assessment.text(name);
        if (text != null) {
            body.put(name, text);
        }
    }

    private static void setValue(ObjectNode body, Fields assessment, String name) {
        if (!assessment.has(name)) {
            return;
        }
        if (KINDS.stream().anyMatch(kind -> !kind.equals(name) && body.has(kind))) {
            throw MlflowError.invalid("Cannot update " + name + " value on another kind of assessment.");
        }
        Fields told = assessment.object(name);
        ObjectNode value = body.putObject(name);
        if (name.equals("issue")) {
            value.put("issue_name", told.required("issue_name"));
            return;
        }
        JsonNode plain = told.tree("value");
        if (name.equals("expectation") && plain.isContainer()) {
            value.putObject("serialized_value")
                    .put("serialization_format", "JSON_FORMAT")
                    .put("value", plain.toString());
        } else {
            for (String each : new String[] {"value", "serialized_value", "error"}) {
                if (told.has(each)) {
                    value.set(each, told.tree(each));
                }
            }
        }
    }

    static ObjectNode of(Assessment assessment) {
        ObjectNode answer = assessment.body().deepCopy();
        answer.put("assessment_id", assessment.id());
        answer.put("trace_id", assessment.traceId());
        answer.put("create_time", Instant.ofEpochMilli(assessment.createdMs()).toString());
        answer.put(
                "last_update_time", Instant.ofEpochMilli(assessment.updatedMs()).toString());
        answer.put("valid", assessment.valid());
        if (assessment.overrides() != null) {
            answer.put("overrides", assessment.overrides());
        }
        return answer;
    }
}
