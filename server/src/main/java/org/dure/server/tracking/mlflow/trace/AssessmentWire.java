package org.dure.server.tracking.mlflow.trace;

import java.util.Arrays;
import java.util.Locale;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.trace.Assessment;
import org.dure.server.tracking.trace.AssessmentService;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.node.ObjectNode;

/// What people, programs and models say of traces, on MLflow's wire.
@MlflowWire
class AssessmentWire {

    record Answer(ObjectNode assessment) {}

    private final AssessmentService assessments;

    AssessmentWire(AssessmentService assessments) {
        this.assessments = assessments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/traces/{trace}/assessments")
    Answer create(Caller caller, @PathVariable String trace, Fields fields) {
        Fields told = required(fields);
        String overrides = told.text("overrides", "");
        return answer(
                assessments.create(caller, trace, AssessmentJson.told(told), overrides.isEmpty() ? null : overrides));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/traces/{trace}/assessments/{assessment}")
    Answer get(Caller caller, @PathVariable String trace, @PathVariable String assessment) {
        return answer(assessments.get(caller, trace, assessment));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/traces/{trace}/assessments/{assessment}")
    Answer update(Caller caller, @PathVariable String trace, @PathVariable String assessment, Fields fields) {
        Fields told = required(fields);
        ObjectNode body = assessments.get(caller, trace, assessment).body().deepCopy();
        Boolean valid = null;
        for (String camel : Arrays.asList(fields.required("update_mask").split(","))) {
            String name = camel.strip().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            if (name.equals("valid")) {
                valid = told.flag("valid", true);
            } else {
                AssessmentJson.change(body, told, name);
            }
        }
        return answer(assessments.update(caller, trace, assessment, body, valid));
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/traces/{trace}/assessments/{assessment}")
    Answers.Empty delete(Caller caller, @PathVariable String trace, @PathVariable String assessment) {
        assessments.delete(caller, trace, assessment);
        return new Answers.Empty();
    }

    private static Fields required(Fields fields) {
        if (!fields.has("assessment")) {
            throw MlflowError.missing("assessment");
        }
        return fields.object("assessment");
    }

    private static Answer answer(Assessment assessment) {
        return new Answer(AssessmentJson.of(assessment));
    }
}
