package org.dure.serve.access;

import java.time.Instant;
import java.util.Optional;
import org.dure.base.Sha256;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.TryToken;
import org.dure.serve.table.Routes;

/// Tells who calls.
public final class Callers {

    private static final String SCHEME = "Bearer ";
    private static final int SECRET_MAX = 512;

    private Callers() {}

    /// The caller that an `Authorization` header stands for; empty where it is unknown, revoked or expired.
    public static Optional<Caller> identify(String authorization, Routes routes, Instant now) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || authorization.length() > SECRET_MAX) {
            return Optional.empty();
        }
        String secret = authorization.substring(SCHEME.length()).strip();
        Optional<RoutingTable.Key> key = routes.key(Sha256.of(secret).hex());
        if (key.isPresent()) {
            return key.filter(known -> known.expiresAt() == null || now.isBefore(known.expiresAt()))
                    .map(known -> new Caller(known.projectId(), known, known.endpointId()));
        }
        return tryToken(secret, routes)
                .filter(token -> now.isBefore(token.expiresAt()))
                .flatMap(token -> routes.endpoint(token.endpointId()))
                .map(endpoint -> new Caller(endpoint.projectId(), null, endpoint.id()));
    }

    private static Optional<TryToken> tryToken(String secret, Routes routes) {
        return routes.tryKeys().stream()
                .flatMap(key -> TryToken.read(secret, key).stream())
                .findFirst();
    }
}
