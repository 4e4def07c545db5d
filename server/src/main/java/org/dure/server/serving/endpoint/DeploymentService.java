package org.dure.server.serving.endpoint;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.DeploymentReport;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.models.ChampionReplaced;
import org.dure.server.models.DeployedModels;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.serving.ServingReason;
import org.dure.server.serving.routing.RoutingChanges;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Puts model versions behind endpoints.
///
/// The newest deployment is the live one from its making on: `serve` loads it while it still answers with the one
/// before, which is retired when the new one is READY. Where the new one FAILED before it was ever ready, the one
/// before stays.
@Service
public class DeploymentService implements DeployedModels {

    private static final int PAGE_MAX = 200;

    private final EndpointRepository endpoints;
    private final DeploymentRepository deployments;
    private final RoutingChanges routing;
    private final ModelService models;
    private final Audit audit;
    private final Clock clock;

    DeploymentService(
            EndpointRepository endpoints,
            DeploymentRepository deployments,
            RoutingChanges routing,
            ModelService models,
            Audit audit,
            Clock clock) {
        this.endpoints = endpoints;
        this.deployments = deployments;
        this.routing = routing;
        this.models = models;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public boolean isDeployed(UUID versionId) {
        return deployments.isDeployed(versionId);
    }

    /// Whether a model package that was ever deployed holds this object.
    public boolean namesObject(String sha256) {
        return deployments.namesObject(sha256);
    }

    /// For this feature's other services: without a look at rights.
    public Optional<Deployment> find(UUID id) {
        return deployments.find(id);
    }

    /// For the routing table: the package files of each deployment.
    public Map<UUID, List<PackageFile>> files(List<UUID> deploymentIds) {
        return deployments.files(deploymentIds);
    }

    /// The newest first.
    Page<Deployment> list(Caller caller, UUID endpointId, @Nullable Integer before, int limit) {
        require(caller, Permission.SERVING_READ, endpointId);
        return Page.of(
                deployments.ofEndpoint(endpointId, before, Page.size(limit, PAGE_MAX) + 1),
                limit,
                deployment -> String.valueOf(deployment.number()));
    }

    /// @throws UserError.Conflict where the evaluation of the version failed, or where it holds no model package
    @Transactional
    public Deployment deploy(Caller caller, UUID endpointId, UUID modelId, int number) {
        Endpoint endpoint = require(caller, Permission.SERVING_WRITE, endpointId);
        ModelVersion version = models.version(caller, modelId, number);
        return deploy(caller, endpoint, version, Deployment.Cause.PERSON);
    }

    /// Goes back to an earlier deployment's model version. The endpoint follows the champion no longer: who goes back
    /// decides when to go forward again.
    ///
    /// @param deploymentId null for the last one before the live one that was ever READY
    @Transactional
    public Deployment rollBack(Caller caller, UUID endpointId, @Nullable UUID deploymentId) {
        Endpoint endpoint = require(caller, Permission.SERVING_WRITE, endpointId);
        Deployment live = endpoint.live();
        Deployment target = deployments.ofEndpoint(endpointId, null, 1_000).stream()
                .filter(each -> deploymentId == null
                        ? each.readyAt() != null && live != null && each.number() < live.number()
                        : each.id().equals(deploymentId))
                .filter(each -> live == null || !each.versionId().equals(live.versionId()))
                .findFirst()
                .orElseThrow(() -> new UserError.Conflict(
                        "There is no earlier deployment of another model version here to go back to."));
        endpoints.setFollow(endpointId, false, endpoint.problemId());
        ModelVersion version = models.find(target.versionId()).orElseThrow();
        return deploy(caller, endpoint, version, Deployment.Cause.ROLLBACK);
    }

    /// Deploys the champion that the problem has now, whatever the event says: events may overtake each other.
    @ApplicationModuleListener
    void on(ChampionReplaced event) {
        models.championOf(event.problemId())
                .ifPresent(champion -> endpoints
                        .followers(event.problemId())
                        .forEach(endpoint -> deployChampion(Caller.platform(), endpoint.id(), champion)));
    }

    /// Within the caller's transaction; nothing where it is live already.
    void deployChampion(Caller caller, UUID endpointId, ModelVersion champion) {
        endpoints.lock(endpointId);
        Endpoint endpoint = endpoints.find(endpointId).orElse(null);
        if (endpoint == null || !endpoint.followChampion()) {
            return;
        }
        Deployment live = endpoint.live();
        if (live == null || !live.versionId().equals(champion.id())) {
            deploy(caller, endpoint, champion, Deployment.Cause.CHAMPION);
        }
    }

    /// Takes what `serve` says of its deployments; unknown and retired ones are passed over.
    @Transactional
    public void report(List<DeploymentReport> reports) {
        for (DeploymentReport report : reports) {
            deployments
                    .find(report.deploymentId())
                    .filter(found -> found.retiredAt() == null)
                    .ifPresent(found -> report(found.endpointId(), report));
        }
    }

    private void report(UUID endpointId, DeploymentReport report) {
        endpoints.lock(endpointId);
        Deployment deployment = deployments.find(report.deploymentId()).orElseThrow();
        Reason reason = report.reason();
        boolean known = deployment.state().name().equals(report.state().name())
                && java.util.Objects.equals(deployment.reason(), reason);
        // One that never got ready is over: a late report must not bring it back. Another deployment tries again.
        boolean over = deployment.retiredAt() != null
                || deployment.state() == Deployment.State.FAILED && deployment.readyAt() == null;
        if (known || over) {
            return;
        }
        deployments.setState(deployment.id(), report.state(), reason, clock.instant());
        switch (report.state()) {
            case LOADING -> {}
            case READY ->
                deployments.retireBefore(
                        endpointId,
                        deployment.number(),
                        Reason.of(ServingReason.DEPLOYMENT_REPLACED, Map.of("number", deployment.number())),
                        clock.instant());
            case FAILED -> {
                if (deployment.readyAt() == null) {
                    routing.raise();
                }
            }
        }
    }

    private Deployment deploy(Caller caller, Endpoint endpoint, ModelVersion version, Deployment.Cause cause) {
        if (!version.projectId().equals(endpoint.projectId())) {
            throw new UserError.NotFound("model version", version.id());
        }
        if (version.state() == ModelVersion.State.FAILED) {
            throw new UserError.Conflict(
                    "The evaluation of version " + version.number() + " of " + version.modelName() + " failed: "
                            + (version.reason() == null
                                    ? "no reason is known"
                                    : version.reason().text()));
        }
        version.requireSignature();
        endpoints.lock(endpoint.id());
        UUID id = deployments.insert(endpoint.id(), version, cause, caller.name());
        routing.raise();
        audit.record(
                caller,
                endpoint.projectId(),
                "serving.deployed",
                "endpoint " + endpoint.name(),
                Map.of("model", version.modelName(), "version", version.number(), "cause", cause));
        return deployments.find(id).orElseThrow();
    }

    private Endpoint require(Caller caller, Permission permission, UUID endpointId) {
        Endpoint endpoint =
                endpoints.find(endpointId).orElseThrow(() -> new UserError.NotFound("endpoint", endpointId));
        caller.require(permission, endpoint.projectId(), "endpoint", endpointId);
        return endpoint;
    }
}
