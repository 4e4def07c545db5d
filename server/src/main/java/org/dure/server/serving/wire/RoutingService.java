package org.dure.server.serving.wire;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Secrets;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.SignedTable;
import org.dure.server.base.DataFolder;
import org.dure.server.serving.endpoint.Deployment;
import org.dure.server.serving.endpoint.DeploymentService;
import org.dure.server.serving.endpoint.Endpoint;
import org.dure.server.serving.endpoint.EndpointService;
import org.dure.server.serving.key.KeyService;
import org.dure.server.serving.routing.RoutingChanges;
import org.dure.server.serving.routing.TryKey;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/// Writes the routing table.
@Service
class RoutingService {

    private final RoutingChanges routing;
    private final EndpointService endpoints;
    private final DeploymentService deployments;
    private final KeyService keys;
    private final TryKey tryKey;
    private final String serveKey;
    private final Clock clock;

    RoutingService(
            RoutingChanges routing,
            EndpointService endpoints,
            DeploymentService deployments,
            KeyService keys,
            TryKey tryKey,
            DataFolder folder,
            Clock clock) {
        this.routing = routing;
        this.endpoints = endpoints;
        this.deployments = deployments;
        this.keys = keys;
        this.tryKey = tryKey;
        this.serveKey = folder.secret("serve.key");
        this.clock = clock;
    }

    /// The table as it is now, read from one snapshot so that its version and its content belong together.
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public SignedTable table() {
        Instant now = clock.instant();
        long version = routing.version();
        List<Endpoint> all = endpoints.all();
        Map<UUID, List<PackageFile>> files = deployments.files(all.stream()
                .map(Endpoint::live)
                .filter(Objects::nonNull)
                .map(Deployment::id)
                .toList());
        RoutingTable table = new RoutingTable(
                version,
                now,
                all.stream().map(endpoint -> row(endpoint, files)).toList(),
                keys.good(now),
                List.of(tryKey.secret()));
        String text = Json.MAPPER.writeValueAsString(table);
        return new SignedTable(text, Secrets.sign(serveKey, text));
    }

    private static RoutingTable.Endpoint row(Endpoint endpoint, Map<UUID, List<PackageFile>> files) {
        Deployment live = endpoint.live();
        return new RoutingTable.Endpoint(
                endpoint.id(),
                endpoint.projectId(),
                endpoint.name(),
                live == null ? endpoint.name() : live.modelName(),
                live == null
                        ? null
                        : new RoutingTable.Deployment(
                                live.id(),
                                String.valueOf(live.modelVersion()),
                                files.getOrDefault(live.id(), List.of())));
    }
}
