package org.dure.server.models.evaluation;

import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How a model version did on the hidden part.
@RestController
@RequestMapping("/api/v1/models/{id}/versions/{number}/evaluations")
class EvaluationResource {

    record EvaluationList(List<Evaluation> items) {}

    private final EvaluationService evaluations;

    EvaluationResource(EvaluationService evaluations) {
        this.evaluations = evaluations;
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping
    EvaluationList list(Caller caller, @PathVariable UUID id, @PathVariable int number) {
        return new EvaluationList(evaluations.list(caller, id, number));
    }
}
