package org.dure.server.compute.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.server.compute.engine.EngineRefusesException;
import org.dure.server.compute.pool.PoolReason;
import tools.jackson.core.JacksonException;

/// The token for slurmrestd (a JWT, RFC 7519), in a file of `server` that is read anew at each request: tokens are
/// short-lived, and the file always has the one that holds. Neither the token nor the file's name stands in what is
/// thrown, which sessions may show to their owners.
///
/// @param file its first line is as `scontrol token` writes it, with `SLURM_JWT=` before it or without
record RestToken(Path file, Clock clock) {

    private static final int BYTES_MAX = 16 << 10;
    private static final Pattern FORM =
            Pattern.compile("(?:SLURM_JWT=)?([A-Za-z0-9_-]+\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]*)\\s*");

    /// @throws EngineRefusesException where there is none that holds now
    String read() throws IOException {
        Matcher token = FORM.matcher(text());
        if (!token.matches()) {
            throw new EngineRefusesException(Reason.of(PoolReason.TOKEN_NONE));
        }
        Instant end = end(token.group(2));
        if (!end.isAfter(clock.instant())) {
            throw new EngineRefusesException(Reason.of(PoolReason.TOKEN_EXPIRED, Map.of("time", end)));
        }
        return token.group(1);
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new EngineRefusesException(Reason.of(
                    unreadable instanceof NoSuchFileException
                            ? PoolReason.TOKEN_FILE_ABSENT
                            : PoolReason.TOKEN_FILE_UNREADABLE));
        }
    }

    /// @return `Instant.MAX` where the token does not tell
    private static Instant end(String claims) {
        try {
            long seconds = Json.MAPPER
                    .readTree(Base64.getUrlDecoder().decode(claims))
                    .path("exp")
                    .asLong(0);
            return seconds > 0 ? Instant.ofEpochSecond(seconds) : Instant.MAX;
        } catch (IllegalArgumentException | JacksonException | DateTimeException foreign) {
            // Whether it is one at all slurmrestd tells.
            return Instant.MAX;
        }
    }
}
