package org.dure.agent;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.agent.cgroup.Sweep;
import org.dure.agent.gang.Seat;
import org.dure.agent.sandbox.GpuDevices;
import org.jspecify.annotations.Nullable;

/// The flags an agent is started with.
///
/// @param tokenFile    holds the attempt token
/// @param work         the attempt's own folder, made if absent
/// @param jdk          mounted at `/opt/jdk`
/// @param recipes      a folder whose children are mounted below `/opt/dure`; null for none
/// @param environments where images and installed Python packages are kept; inside `work` if not given
/// @param environmentsBytes what they may take together, those in use excepted; null for a share of the file system
/// @param packageIndex the Python package index that `requirements.txt` is resolved against
/// @param gpus         who says which GPUs the attempt has: its order, Slurm, or the container
/// @param seat         in a gang; null for an agent that is alone
record Options(
        URI server,
        UUID attempt,
        Path tokenFile,
        Path work,
        Path jdk,
        @Nullable Path recipes,
        Path environments,
        @Nullable Long environmentsBytes,
        URI packageIndex,
        GpuDevices.Grant gpus,
        @Nullable Seat seat) {

    static final String USAGE = "usage: Agent --server URL --attempt ID --token-file FILE --work FOLDER [--jdk FOLDER]"
            + " [--recipes FOLDER] [--environments FOLDER] [--environments-bytes NUMBER] [--package-index URL]"
            + " [--engine slurm|kubernetes] [--gang FOLDER --rank NUMBER --address ADDRESS]";

    private static final Set<String> FLAGS = Set.of(
            "--server",
            "--attempt",
            "--token-file",
            "--work",
            "--jdk",
            "--recipes",
            "--environments",
            "--environments-bytes",
            "--package-index",
            "--engine",
            "--gang",
            "--rank",
            "--address");

    /// @throws IllegalArgumentException naming the flag that is missing or wrong
    static Options parse(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!FLAGS.contains(arguments[i])) {
                throw new IllegalArgumentException("unknown flag " + arguments[i] + "\n" + USAGE);
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value\n" + USAGE);
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        Seat seat = seat(given);
        Path work = Path.of(required(given, "--work")).toAbsolutePath().normalize();
        if (seat != null && !seat.leads()) {
            work = work.resolveSibling(work.getFileName() + "-" + seat.rank());
        }
        String recipes = given.get("--recipes");
        return new Options(
                url("--server", required(given, "--server")),
                attempt(required(given, "--attempt")),
                Path.of(required(given, "--token-file")),
                work,
                folder("--jdk", given.getOrDefault("--jdk", System.getProperty("java.home"))),
                recipes == null ? null : folder("--recipes", recipes),
                Path.of(given.getOrDefault(
                                "--environments", work.resolve("environments").toString()))
                        .toAbsolutePath()
                        .normalize(),
                bytes("--environments-bytes", given.get("--environments-bytes")),
                url("--package-index", given.getOrDefault("--package-index", "https://pypi.org/simple")),
                engine(given.get("--engine")),
                seat);
    }

    /// By what this agent's control group and secrets are named on its node.
    UUID place() {
        return Sweep.placeOf(attempt, seat == null ? 0 : seat.rank());
    }

    private static @Nullable Seat seat(Map<String, String> given) {
        String folder = given.get("--gang");
        if (folder == null) {
            return null;
        }
        String rank = required(given, "--rank");
        if (!rank.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException("--rank takes a number from 0 on, not: " + rank);
        }
        return new Seat(
                Path.of(folder).toAbsolutePath().normalize(), Integer.parseInt(rank), required(given, "--address"));
    }

    private static @Nullable Long bytes(String flag, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("[0-9]{1,19}")) {
            throw new IllegalArgumentException(flag + " takes a number of bytes, not: " + value);
        }
        return Long.valueOf(value);
    }

    private static GpuDevices.Grant engine(@Nullable String engine) {
        return switch (engine) {
            case null -> GpuDevices.Grant.BY_ORDER;
            case "slurm" -> GpuDevices.Grant.BY_SLURM;
            case "kubernetes" -> GpuDevices.Grant.BY_CONTAINER;
            default -> throw new IllegalArgumentException("--engine takes slurm or kubernetes, not: " + engine);
        };
    }

    private static String required(Map<String, String> given, String flag) {
        String value = given.get(flag);
        if (value == null) {
            throw new IllegalArgumentException(flag + " is missing\n" + USAGE);
        }
        return value;
    }

    private static URI url(String flag, String value) {
        try {
            URI url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException noUrl) {
            // answered below, with the flag's name
        }
        throw new IllegalArgumentException(flag + " takes an http or https URL, not: " + value);
    }

    private static UUID attempt(String value) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException noId) {
            throw new IllegalArgumentException(
                    "--attempt takes an id such as " + "0198c0de-0000-7000-8000-000000000000, not: " + value);
        }
    }

    private static Path folder(String flag, String value) {
        Path folder = Path.of(value).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(flag + " takes a folder that exists, not: " + value);
        }
        return folder;
    }
}
