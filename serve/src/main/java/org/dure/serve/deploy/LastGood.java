package org.dure.serve.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.serving.RoutingTable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// The last deployment of each endpoint that loaded, on disk: what a restart goes back to where the wanted one fails.
final class LastGood {

    private static final System.Logger LOG = System.getLogger(LastGood.class.getName());

    private final Path file;
    private final Map<UUID, RoutingTable.Deployment> deployments;

    private LastGood(Path file, Map<UUID, RoutingTable.Deployment> deployments) {
        this.file = file;
        this.deployments = new ConcurrentHashMap<>(deployments);
    }

    /// An absent or unreadable file is an empty one: it only shortens a fallback.
    static LastGood read(Path file) {
        try {
            if (Files.exists(file)) {
                return new LastGood(
                        file,
                        Json.MAPPER.readValue(
                                Files.readAllBytes(file), new TypeReference<Map<UUID, RoutingTable.Deployment>>() {}));
            }
        } catch (IOException | JacksonException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "{0} is not read: {1}", file, unreadable.getMessage());
        }
        return new LastGood(file, Map.of());
    }

    Optional<RoutingTable.Deployment> of(UUID endpoint) {
        return Optional.ofNullable(deployments.get(endpoint));
    }

    Set<UUID> deployments() {
        Set<UUID> ids = new HashSet<>();
        deployments.values().forEach(deployment -> ids.add(deployment.id()));
        return ids;
    }

    void remember(UUID endpoint, RoutingTable.Deployment deployment) {
        deployments.put(endpoint, deployment);
        write();
    }

    void forget(UUID endpoint) {
        if (deployments.remove(endpoint) != null) {
            write();
        }
    }

    private void write() {
        try {
            DurableFiles.replace(file, Json.MAPPER.writeValueAsBytes(deployments));
        } catch (IOException failure) {
            // The deployment answers all the same; only a restart would have less to fall back to.
            LOG.log(System.Logger.Level.WARNING, "{0} is not written: {1}", file, failure.getMessage());
        }
    }
}
