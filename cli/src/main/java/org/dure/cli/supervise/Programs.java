package org.dure.cli.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dure.cli.CommandFailure;

/// The command lines of the platform's programs, as they are built in a clone.
///
/// Heaps are small on purpose: an idle platform must fit a laptop (measured in `bench/start`).
record Programs(Path home) {

    static final String SERVER_MAIN = "org.dure.server.DureServer";
    static final String SERVE_MAIN = "org.dure.serve.Serve";

    static final String CLI_MAIN = "org.dure.cli.Dure";

    /// The script starts `dure` with the same, so that one cache serves both.
    private static final List<String> CLI_FLAGS =
            List.of("-Xms16m", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");

    private static final List<String> SERVER_FLAGS =
            List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-Xss512k", "-XX:ReservedCodeCacheSize=64m");
    private static final List<String> SERVE_FLAGS =
            List.of("-Xms32m", "-Xmx192m", "-XX:+UseSerialGC", "-Xss512k", "-XX:ReservedCodeCacheSize=48m");

    /// A program whose start is quickened by a cache of loaded and linked classes (JEP 483, 514), where it was built.
    enum Cached {
        SERVER("server"),
        SERVE("serve"),
        AGENT("agent"),
        CLI("cli");

        final String module;

        Cached(String module) {
            this.module = module;
        }
    }

    Path cache(Cached program) {
        return home.resolve(program.module).resolve("target").resolve(program.module + ".aot");
    }

    List<String> server(Place place) {
        List<String> command = java(SERVER_FLAGS, useOf(Cached.SERVER), "server", SERVER_MAIN);
        command.addAll(serverArguments(place));
        return command;
    }

    List<String> serve(Place place) {
        List<String> command = java(SERVE_FLAGS, useOf(Cached.SERVE), "serve", SERVE_MAIN);
        command.addAll(serveArguments(place));
        return command;
    }

    /// The command `dure` itself, without its arguments.
    List<String> cli() {
        return cli(useOf(Cached.CLI));
    }

    private List<String> cli(List<String> cacheFlags) {
        List<String> command = java(CLI_FLAGS, cacheFlags, "cli", CLI_MAIN);
        command.add(command.size() - 1, "-Ddure.home=" + home);
        return command;
    }

    /// `server`'s beans as they were worked out when it was built ([ServerBeans]). Younger than `server`, or not used.
    Path serverBeans() {
        return home.resolve("server/target/server-beans.jar");
    }

    /// The class path of `server` as it is compiled.
    String serverClassPath() {
        return classPath("server");
    }

    /// `server` on a training run, at whose end the JVM writes the cache.
    List<String> serverMakingCache(Place place) {
        List<String> command =
                java(SERVER_FLAGS, List.of("-XX:AOTCacheOutput=" + cache(Cached.SERVER)), "server", SERVER_MAIN);
        command.addAll(serverArguments(place));
        return command;
    }

    /// `serve` on a training run, at whose end the JVM writes the cache.
    List<String> serveMakingCache(Place place) {
        List<String> command =
                java(SERVE_FLAGS, List.of("-XX:AOTCacheOutput=" + cache(Cached.SERVE)), "serve", SERVE_MAIN);
        command.addAll(serveArguments(place));
        return command;
    }

    /// `dure up` on a training run, at whose end the JVM writes the cache.
    List<String> cliMakingCache(Place place) {
        List<String> command = cli(List.of("-XX:AOTCacheOutput=" + cache(Cached.CLI)));
        command.addAll(UpCommand.arguments(place));
        return command;
    }

    private List<String> serverArguments(Place place) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dure.data=" + place.data(),
                "--dure.home=" + home,
                "--dure.public-url=" + place.publicUrl(),
                "--dure.serve-url=" + place.serveUrl(),
                "--dure.postgres-binaries=" + home.resolve("server/target/postgres"),
                "--server.address=" + place.host(),
                "--server.port=" + place.port()));
        if (place.appsUrl() != null) {
            arguments.add("--dure.compute.apps-url=" + place.appsUrl());
        }
        Place.Tls tls = place.tls();
        if (tls != null) {
            arguments.addAll(List.of(
                    "--dure.tls.certificate=" + tls.files().certificate(),
                    "--dure.tls.key=" + tls.files().key(),
                    "--dure.tls.local-port=" + tls.port()));
        }
        return arguments;
    }

    private List<String> serveArguments(Place place) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server",
                place.localUrl(),
                "--host",
                place.host(),
                "--port",
                String.valueOf(place.servePort()),
                "--data",
                place.data().resolve("serve").toString(),
                "--key-file",
                place.data().resolve("secrets/serve.key").toString(),
                "--allow-origin",
                place.publicUrl().toString()));
        Place.Tls tls = place.tls();
        if (tls != null) {
            arguments.addAll(List.of(
                    "--tls-certificate",
                    tls.files().certificate().toString(),
                    "--tls-key",
                    tls.files().key().toString(),
                    "--local-port",
                    String.valueOf(tls.servePort())));
        }
        return arguments;
    }

    private List<String> useOf(Cached program) {
        return Files.exists(cache(program)) ? List.of("-XX:AOTCache=" + cache(program), "-Xlog:aot*=off") : List.of();
    }

    private List<String> java(List<String> flags, List<String> cacheFlags, String module, String mainClass) {
        String classPath = classPath(module);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(cacheFlags);
        if (module.equals("server") && hasServerBeans()) {
            command.add("-Dspring.aot.enabled=true");
            classPath = serverBeans() + ":" + classPath;
        }
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true",
                "-cp",
                classPath,
                mainClass));
        return command;
    }

    /// Beans of an older build would not fit the classes they name.
    private boolean hasServerBeans() {
        try {
            return Files.getLastModifiedTime(serverBeans()).compareTo(Files.getLastModifiedTime(jar("server"))) >= 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private String classPath(String module) {
        Path jar = jar(module);
        if (!Files.exists(jar)) {
            throw new CommandFailure("The program " + module + " is not built: " + jar
                    + " is missing. Start it through " + home.resolve("dure") + ", which builds it.");
        }
        return jar + ":" + jar.resolveSibling("lib") + "/*";
    }

    private Path jar(String module) {
        return home.resolve(module).resolve("target").resolve(module + "-0.1.0-SNAPSHOT.jar");
    }
}
