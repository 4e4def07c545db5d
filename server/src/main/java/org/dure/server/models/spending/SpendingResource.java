package org.dure.server.models.spending;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What models and improvements have cost.
@RestController
@RequestMapping("/api/v1")
class SpendingResource {

    record ModelView(
            UUID modelId,
            String modelName,
            int sessions,
            double gpuHours,
            double cpuHours,
            @Nullable Double cost) {}

    record ModelSpendingList(String currency, List<ModelView> items) {}

    record ImprovementView(
            Instant since,
            @Nullable Instant until,
            @Nullable UUID modelId,
            @Nullable String modelName,
            @Nullable Integer number,
            @Nullable Double score,
            @Nullable Double points,
            double gpuHours,
            double cpuHours,
            @Nullable Double cost,
            @Nullable Double gpuHoursPerPoint,
            @Nullable Double cpuHoursPerPoint) {

        static ImprovementView of(Improvement each) {
            return new ImprovementView(
                    each.since(),
                    each.until(),
                    each.modelId(),
                    each.modelName(),
                    each.number(),
                    each.score(),
                    each.points(),
                    each.gpuHours(),
                    each.cpuHours(),
                    each.cost(),
                    each.gpuHoursPerPoint(),
                    each.cpuHoursPerPoint());
        }
    }

    record ImprovementList(String currency, List<ImprovementView> items) {}

    private final SpendingService spending;

    SpendingResource(SpendingService spending) {
        this.spending = spending;
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/projects/{project}/models/spending")
    ModelSpendingList models(Caller caller, @PathVariable String project) {
        return new ModelSpendingList(
                spending.currency(),
                spending.models(caller, project).stream()
                        .map(each -> new ModelView(
                                each.modelId(),
                                each.modelName(),
                                each.sessions(),
                                each.spent().gpuHours(),
                                each.spent().cpuHours(),
                                each.spent().cost()))
                        .toList());
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/problems/{id}/improvements")
    ImprovementList improvements(Caller caller, @PathVariable UUID id) {
        return new ImprovementList(
                spending.currency(),
                spending.improvements(caller, id).stream()
                        .map(ImprovementView::of)
                        .toList());
    }
}
