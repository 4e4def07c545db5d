package org.dure.cli.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.dure.cli.supervise.UpState;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Whose word the commands speak: an address of `server` and an API token.
///
/// Found in this order: the variables DURE_URL and DURE_TOKEN; the platform of DURE_DATA on this machine, whose
/// `admin.token` its owner can read; what `dure login` kept.
public record SignIn(String url, String token) {

    public static final String DEFAULT_URL = "http://127.0.0.1:8080";

    /// What `dure login` keeps in `~/.config/dure/config.json` (mode 600).
    record Kept(@Nullable String url, @Nullable String token) {}

    /// @throws CommandFailure with [ExitCode#DENIED] where there is none
    public static SignIn find(Map<String, String> environment) {
        Optional<Kept> kept = read(file(environment));
        Optional<SignIn> local = given(environment, "DURE_DATA").map(Path::of).flatMap(SignIn::ofDataFolder);
        String url = given(environment, "DURE_URL")
                .or(() -> local.map(SignIn::url))
                .or(() -> kept.map(Kept::url))
                .orElse(DEFAULT_URL);
        String token = given(environment, "DURE_TOKEN")
                .or(() -> local.map(SignIn::token))
                .or(() -> kept.map(Kept::token))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.DENIED,
                        "Not signed in. Sign in with `dure login`, or set DURE_URL and DURE_TOKEN, or name the data folder "
                                + "of a platform on this machine with DURE_DATA."));
        return new SignIn(stripped(url), token);
    }

    /// Signs in as the administrator of the platform on this folder; empty where it has none that may be read.
    public static Optional<SignIn> ofDataFolder(Path data) {
        try {
            String token = Files.readString(data.resolve("admin.token")).strip();
            return UpState.read(data).map(state -> new SignIn(state.localUrl(), token));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// Keeps it for the commands to come.
    public void keep(Map<String, String> environment) {
        Path file = file(environment);
        try {
            Files.createDirectories(
                    file.toAbsolutePath().resolveSibling(""),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            String text = Json.MAPPER.writeValueAsString(new Kept(url, token));
            DurableFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailure("The sign-in cannot be kept in " + file + ": " + e.getMessage());
        }
    }

    /// Where `keep` keeps it.
    public static Path file(Map<String, String> environment) {
        Path configurations = given(environment, "XDG_CONFIG_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "."), ".config"));
        return configurations.resolve("dure").resolve("config.json");
    }

    static String stripped(String url) {
        return url.replaceAll("/+$", "");
    }

    private static Optional<String> given(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    private static Optional<Kept> read(Path file) {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readString(file), Kept.class));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | JacksonException unusable) {
            throw new CommandFailure(
                    ExitCode.DENIED,
                    "The sign-in kept in " + file + " cannot be read. Sign in again with `dure login`.");
        }
    }
}
