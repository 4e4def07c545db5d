package org.dure.serve.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.Secrets;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.SignedTable;
import tools.jackson.core.JacksonException;

/// The last table on disk (mode 600), and the check that every table passes, from there or from the wire.
public final class TableFile {

    private static final System.Logger LOG = System.getLogger(TableFile.class.getName());

    private final Path file;
    private final String key;

    /// @param key the secret that `server` and `serve` share
    public TableFile(Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /// The table on disk; empty where there is none or it is refused, which is logged with the reason.
    public Optional<Routes> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(check(Json.MAPPER.readValue(Files.readAllBytes(file), SignedTable.class)));
        } catch (IOException | JacksonException refused) {
            LOG.log(System.Logger.Level.ERROR, "The table on disk is refused: {0}", refused.getMessage());
            return Optional.empty();
        }
    }

    /// Checks a table from the wire and keeps it.
    ///
    /// @throws IOException where its signature is false, it is older than 24 h, or it cannot be kept
    public Routes accept(SignedTable signed) throws IOException {
        Routes routes = check(signed);
        DurableFiles.replace(file, Json.MAPPER.writeValueAsBytes(signed));
        return routes;
    }

    // The JSON reader fills absent fields with null whatever the record declares.
    @SuppressWarnings("ConstantValue")
    private Routes check(SignedTable signed) throws IOException {
        if (signed.table() == null
                || signed.signature() == null
                || !Secrets.same(signed.signature(), Secrets.sign(key, signed.table()))) {
            throw new IOException("its signature is false");
        }
        try {
            Routes routes = new Routes(Json.MAPPER.readValue(signed.table(), RoutingTable.class));
            if (routes.isTooOld(Instant.now())) {
                throw new IOException("it was issued at " + routes.table().issuedAt() + ", more than 24 hours ago");
            }
            return routes;
        } catch (JacksonException malformed) {
            throw new IOException("it is no JSON of the agreed form: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
