package org.dure.server.serving.endpoint;

import java.util.List;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Endpoints, and what is deployed behind them.
@RestController
@RequestMapping("/api/v1")
class EndpointResource {

    record EndpointList(List<Endpoint> items) {}

    record NewDeployment(@Nullable UUID modelId, @Nullable Integer version) {}

    record RollBack(@Nullable UUID deploymentId) {}

    record Follow(
            @Nullable Boolean followChampion, @Nullable UUID problemId) {}

    private final EndpointService endpoints;
    private final DeploymentService deployments;

    EndpointResource(EndpointService endpoints, DeploymentService deployments) {
        this.endpoints = endpoints;
        this.deployments = deployments;
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping("/projects/{project}/endpoints")
    EndpointList list(Caller caller, @PathVariable String project) {
        return new EndpointList(endpoints.list(caller, project));
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/projects/{project}/endpoints")
    @ResponseStatus(HttpStatus.CREATED)
    Endpoint create(Caller caller, @PathVariable String project, @RequestBody EndpointService.NewEndpoint body) {
        return endpoints.create(caller, project, body);
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping("/endpoints/{id}")
    Endpoint get(Caller caller, @PathVariable UUID id) {
        return endpoints.get(caller, id);
    }

    @Needs(Permission.SERVING_WRITE)
    @DeleteMapping("/endpoints/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable UUID id) {
        endpoints.delete(caller, id);
    }

    @Needs(Permission.SERVING_WRITE)
    @PutMapping("/endpoints/{id}/follow-champion")
    Endpoint follow(Caller caller, @PathVariable UUID id, @RequestBody Follow body) {
        if (body.followChampion() == null) {
            throw new UserError.Invalid("follow_champion", "is missing; true or false");
        }
        return endpoints.follow(caller, id, body.followChampion(), body.problemId());
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping("/endpoints/{id}/deployments")
    Page<Deployment> deployments(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer after,
            @RequestParam(defaultValue = "50") int limit) {
        return deployments.list(caller, id, after, limit);
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/endpoints/{id}/deployments")
    @ResponseStatus(HttpStatus.CREATED)
    Deployment deploy(Caller caller, @PathVariable UUID id, @RequestBody NewDeployment body) {
        if (body.modelId() == null || body.version() == null) {
            throw UserError.Invalid.missing(body.modelId() == null ? "model_id" : "version");
        }
        return deployments.deploy(caller, id, body.modelId(), body.version());
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/endpoints/{id}/rollback")
    @ResponseStatus(HttpStatus.CREATED)
    Deployment rollBack(Caller caller, @PathVariable UUID id, @RequestBody RollBack body) {
        return deployments.rollBack(caller, id, body.deploymentId());
    }

    @Needs(Permission.SERVING_READ)
    @PostMapping("/endpoints/{id}/try-token")
    @ResponseStatus(HttpStatus.CREATED)
    EndpointService.TryAccess tryAccess(Caller caller, @PathVariable UUID id) {
        return endpoints.tryAccess(caller, id);
    }
}
