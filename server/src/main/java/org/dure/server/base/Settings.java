package org.dure.server.base;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// All settings of `server`, under the prefix `dure` (`--dure.data=…`, `DURE_DATA=…`).
///
/// @param data             the data folder: database, objects, secrets, logs
/// @param home             the folder of the built programs (the clone): `agent/target`, `learn/target`, `web/dist`
/// @param publicUrl        the address at which people reach `server`
/// @param serveUrl         the address at which people reach `serve`
/// @param databaseUrl      a JDBC address of an existing PostgreSQL; null for the embedded one
/// @param databaseUser     with `databaseUrl`
/// @param databasePassword with `databaseUrl`
/// @param statementLimit   the most that one statement of a request may take; the platform's own work has no limit
/// @param postgresBinaries where the embedded PostgreSQL's programs lie or are unpacked; null for the data folder
/// @param cpuSlots         sessions that may run at a time without a GPU; 0 for one per processor core
/// @param secureCookies    whether cookies travel over TLS only
/// @param referenceRoots   folders of this machine that a dataset version may refer to; none by default
@ConfigurationProperties("dure")
public record Settings(
        Path data,
        Path home,
        @DefaultValue("http://127.0.0.1:8080") URI publicUrl,
        @DefaultValue("http://127.0.0.1:8081") URI serveUrl,
        @Nullable String databaseUrl,
        @Nullable String databaseUser,
        @Nullable String databasePassword,
        @DefaultValue("60s") Duration statementLimit,
        @Nullable Path postgresBinaries,
        @DefaultValue("0") int cpuSlots,
        @DefaultValue("false") boolean secureCookies,
        @DefaultValue List<Path> referenceRoots) {

    /// Also where people reach `server` by TLS, of its own or of a proxy before it.
    @Override
    public boolean secureCookies() {
        return secureCookies || "https".equalsIgnoreCase(publicUrl.getScheme());
    }
}
