package org.dure.server.serving.endpoint;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.serving.TryToken;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.dure.server.problems.ProblemService;
import org.dure.server.serving.routing.RoutingChanges;
import org.dure.server.serving.routing.TryKey;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Endpoints, and the short rights to try one.
@Service
public class EndpointService {

    private static final Duration TRY_LASTS = Duration.ofMinutes(5);

    /// What a person wants.
    ///
    /// @param modelId   with `version`: what to deploy at once; both null to deploy nothing yet
    /// @param problemId whose champion to follow; null for the problem of the model
    record NewEndpoint(
            @Nullable String name,
            @Nullable UUID modelId,
            @Nullable Integer version,
            @Nullable UUID problemId,
            @Nullable Boolean followChampion) {}

    /// @param token    for `Authorization: Bearer` at `serveUrl`; opens this one endpoint
    record TryAccess(String token, Instant expiresAt, URI serveUrl) {}

    private final EndpointRepository endpoints;
    private final DeploymentService deployments;
    private final RoutingChanges routing;
    private final ModelService models;
    private final ProblemService problems;
    private final ProjectService projects;
    private final TryKey tryKey;
    private final Settings settings;
    private final Audit audit;
    private final Clock clock;

    EndpointService(
            EndpointRepository endpoints,
            DeploymentService deployments,
            RoutingChanges routing,
            ModelService models,
            ProblemService problems,
            ProjectService projects,
            TryKey tryKey,
            Settings settings,
            Audit audit,
            Clock clock) {
        this.endpoints = endpoints;
        this.deployments = deployments;
        this.routing = routing;
        this.models = models;
        this.problems = problems;
        this.projects = projects;
        this.tryKey = tryKey;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /// By name.
    public List<Endpoint> list(Caller caller, String project) {
        return endpoints.ofProject(projects.require(caller, Permission.SERVING_READ, project));
    }

    /// @throws UserError.NotFound also where the caller may not see it
    public Endpoint get(Caller caller, UUID id) {
        return require(caller, Permission.SERVING_READ, id);
    }

    /// For this feature's other services: without a look at rights.
    public Optional<Endpoint> find(UUID id) {
        return endpoints.find(id);
    }

    /// For the routing table: every endpoint that is not deleted.
    public List<Endpoint> all() {
        return endpoints.all();
    }

    /// For this feature's other services: checks one permission.
    public Endpoint require(Caller caller, Permission permission, UUID id) {
        Endpoint endpoint = endpoints.find(id).orElseThrow(() -> new UserError.NotFound("endpoint", id));
        caller.require(permission, endpoint.projectId(), "endpoint", id);
        return endpoint;
    }

    @Transactional
    public Endpoint create(Caller caller, String project, NewEndpoint wanted) {
        UUID projectId = projects.require(caller, Permission.SERVING_WRITE, project);
        String name = Names.check("name", wanted.name());
        ModelVersion version = version(caller, wanted);
        UUID problemId = wanted.problemId() != null || version == null ? wanted.problemId() : version.problemId();
        boolean follow = Boolean.TRUE.equals(wanted.followChampion());
        UUID id = insert(caller, projectId, name, follow, follow ? problemId : null);
        routing.raise();
        if (version != null) {
            deployments.deploy(caller, id, version.modelId(), version.number());
        } else if (follow && problemId != null) {
            models.championOf(problemId).ifPresent(champion -> deployments.deployChampion(caller, id, champion));
        }
        return endpoints.find(id).orElseThrow();
    }

    /// Nobody is answered under its name any longer; what was used and fed back stays.
    @Transactional
    public void delete(Caller caller, UUID id) {
        Endpoint endpoint = require(caller, Permission.SERVING_WRITE, id);
        endpoints.delete(id);
        routing.raise();
        audit.record(caller, endpoint.projectId(), "serving.endpoint_deleted", "endpoint " + endpoint.name(), Map.of());
    }

    /// @param problemId null for the problem of the live deployment's model
    @Transactional
    public Endpoint follow(Caller caller, UUID id, boolean follow, @Nullable UUID problemId) {
        Endpoint endpoint = require(caller, Permission.SERVING_WRITE, id);
        Deployment live = endpoint.live();
        UUID problem = problemId != null ? problemId : live != null ? live.problemId() : endpoint.problemId();
        if (follow) {
            checkProblem(endpoint.projectId(), problem);
        }
        endpoints.setFollow(id, follow, problem);
        if (follow && problem != null) {
            models.championOf(problem).ifPresent(champion -> deployments.deployChampion(caller, id, champion));
        }
        audit.record(
                caller,
                endpoint.projectId(),
                "serving.follow_champion_set",
                "endpoint " + endpoint.name(),
                Map.of("follow_champion", follow));
        return endpoints.find(id).orElseThrow();
    }

    /// A right of five minutes to call this endpoint from a browser.
    public TryAccess tryAccess(Caller caller, UUID id) {
        Endpoint endpoint = require(caller, Permission.SERVING_READ, id);
        Instant expiresAt = clock.instant().plus(TRY_LASTS).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        audit.record(caller, endpoint.projectId(), "serving.try_token_issued", "endpoint " + endpoint.name(), Map.of());
        return new TryAccess(new TryToken(id, expiresAt).signedWith(tryKey.secret()), expiresAt, settings.serveUrl());
    }

    private @Nullable ModelVersion version(Caller caller, NewEndpoint wanted) {
        if (wanted.modelId() == null && wanted.version() == null) {
            return null;
        }
        if (wanted.modelId() == null || wanted.version() == null) {
            throw new UserError.Invalid(
                    wanted.modelId() == null ? "model_id" : "version", "is missing; model_id and version go together");
        }
        return models.version(caller, wanted.modelId(), wanted.version());
    }

    private UUID insert(Caller caller, UUID projectId, String name, boolean follow, @Nullable UUID problemId) {
        if (follow) {
            checkProblem(projectId, problemId);
        }
        try {
            UUID id = endpoints.insert(projectId, name, follow, problemId, caller.name());
            audit.record(caller, projectId, "serving.endpoint_made", "endpoint " + name, Map.of("id", id));
            return id;
        } catch (DuplicateKeyException taken) {
            throw UserError.Conflict.nameTaken("endpoint", name);
        }
    }

    private void checkProblem(UUID projectId, @Nullable UUID problemId) {
        if (problemId == null) {
            throw new UserError.Invalid("problem_id", "is missing; whose champion should the endpoint follow?");
        }
        boolean ofProject = problems.find(problemId)
                .filter(problem -> problem.projectId().equals(projectId))
                .isPresent();
        if (!ofProject) {
            throw new UserError.NotFound("problem", problemId);
        }
    }
}
