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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.base.Json;
import org.dure.server.compute.engine.EngineAwayException;
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

    /// @throws EngineAwayException where there is none that holds now
    String read() throws IOException {
        Matcher token = FORM.matcher(text());
        if (!token.matches()) {
            throw new EngineAwayException("the file of the setting rest_token_file holds no token for slurmrestd:"
                    + " it must be the one line that scontrol token writes");
        }
        Instant end = end(token.group(2));
        if (!end.isAfter(clock.instant())) {
            throw new EngineAwayException("the token of the setting rest_token_file has expired at " + end
                    + "; a new one (scontrol token username=… lifespan=…) is taken as soon as the file holds it");
        }
        return token.group(1);
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new EngineAwayException("the file of the setting rest_token_file "
                    + (unreadable instanceof NoSuchFileException ? "is not there" : "cannot be read by this server"));
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
