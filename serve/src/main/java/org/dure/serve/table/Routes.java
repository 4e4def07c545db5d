package org.dure.serve.table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dure.base.serving.RoutingTable;

/// A routing table made ready for look-ups.
public final class Routes {

    /// A table older than this is refused.
    public static final Duration AGE_MAX = Duration.ofHours(24);

    private record Place(UUID projectId, String name) {}

    private final RoutingTable table;
    private final Map<String, RoutingTable.Key> keys;
    private final Map<Place, RoutingTable.Endpoint> byName;
    private final Map<UUID, RoutingTable.Endpoint> byId;

    public Routes(RoutingTable table) {
        this.table = table;
        this.keys = table.keys().stream()
                .collect(Collectors.toMap(RoutingTable.Key::sha256, Function.identity(), (first, second) -> first));
        this.byId = table.endpoints().stream()
                .collect(Collectors.toMap(RoutingTable.Endpoint::id, Function.identity(), (first, second) -> first));
        this.byName = table.endpoints().stream()
                .collect(Collectors.toMap(
                        endpoint -> new Place(endpoint.projectId(), endpoint.name()),
                        Function.identity(),
                        (first, second) -> first));
    }

    public RoutingTable table() {
        return table;
    }

    public boolean isTooOld(Instant now) {
        return table.issuedAt().isBefore(now.minus(AGE_MAX));
    }

    public Optional<RoutingTable.Key> key(String sha256) {
        return Optional.ofNullable(keys.get(sha256));
    }

    public Optional<RoutingTable.Endpoint> endpoint(UUID projectId, String name) {
        return Optional.ofNullable(byName.get(new Place(projectId, name)));
    }

    public Optional<RoutingTable.Endpoint> endpoint(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    public List<String> tryKeys() {
        return table.tryKeys();
    }
}
