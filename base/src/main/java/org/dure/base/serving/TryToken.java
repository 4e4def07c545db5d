package org.dure.base.serving;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Secrets;

/// A short-lived right to call one endpoint from a browser: `try.<endpoint id>.<expiry, Unix seconds>.<signature>`.
public record TryToken(UUID endpointId, Instant expiresAt) {

    private static final String PREFIX = "try";

    /// The token as text, signed with `key`.
    public String signedWith(String key) {
        String claim = PREFIX + "." + endpointId + "." + expiresAt.getEpochSecond();
        return claim + "." + Secrets.sign(key, claim);
    }

    /// The token that `text` holds, where `key` signed it; whether it has expired is for the caller to check.
    public static Optional<TryToken> read(String text, String key) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals(PREFIX)) {
            return Optional.empty();
        }
        String claim = text.substring(0, text.lastIndexOf('.'));
        if (!Secrets.same(parts[3], Secrets.sign(key, claim))) {
            return Optional.empty();
        }
        return Optional.of(new TryToken(UUID.fromString(parts[1]), Instant.ofEpochSecond(Long.parseLong(parts[2]))));
    }
}
