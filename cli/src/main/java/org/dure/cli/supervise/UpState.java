package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import tools.jackson.core.JacksonException;

/// `up.json` in the data folder: what the last supervisor said of itself. Whether it still lives says [FolderLock].
///
/// @param pid        of the supervisor
/// @param ready      whether `server` and `serve` have answered
/// @param firstStart whether this start made the administrator
/// @param url        where people reach `server`; `localUrl` is where this machine does
/// @param serveUrl   where people reach `serve`; `localServeUrl` is where this machine does
public record UpState(
        long pid,
        boolean ready,
        boolean firstStart,
        String url,
        String serveUrl,
        String localUrl,
        String localServeUrl,
        Instant startedAt) {

    static Path file(Path data) {
        return data.resolve("up.json");
    }

    /// Empty where no supervisor has ever written one, or its disk was full.
    public static Optional<UpState> read(Path data) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readString(file(data)), UpState.class));
        } catch (NoSuchFileException | JacksonException absent) {
            return Optional.empty();
        }
    }

    void write(Path data) throws IOException {
        DurableFiles.replace(file(data), Json.MAPPER.writeValueAsString(this).getBytes(StandardCharsets.UTF_8));
    }
}
