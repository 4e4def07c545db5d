package org.dure.server.base;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// TLS, under the prefix `dure.tls`.
///
/// @param certificate PEM, with `key`: `server` speaks TLS then; null for plain HTTP
/// @param key         PEM of PKCS #8, without a password
/// @param localPort   a second port on the loopback interface alone, always of plain HTTP, for the platform's own
///                    programs on this machine; 0 for none
@ConfigurationProperties("dure.tls")
public record TlsSettings(
        @Nullable Path certificate,
        @Nullable Path key,
        @DefaultValue("0") int localPort) {}
