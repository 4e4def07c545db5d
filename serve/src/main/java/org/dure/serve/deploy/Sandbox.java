package org.dure.serve.deploy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dure.serve.runner.Runner;
import org.jspecify.annotations.Nullable;

/// The command that starts a runner in bubblewrap: no network, no capability, an unprivileged user, and of the file
/// system the system's programs, this JDK, our libraries and the packages of one project, all read-only.
final class Sandbox {

    /// The traditional "nobody"; used where the gateway itself is root.
    private static final String NOBODY = "65534";

    private final List<String> prefix;
    private final Path nativeLibraries;

    private Sandbox(List<String> prefix, Path nativeLibraries) {
        this.prefix = prefix;
        this.nativeLibraries = nativeLibraries;
    }

    /// What this machine lacks for a sandbox, in words for people; null where nothing is missing.
    static @Nullable String problem() {
        List<String> missing = Stream.of("bwrap", "setpriv")
                .filter(program -> !isProgram(program))
                .toList();
        return missing.isEmpty()
                ? null
                : "No sandbox: " + String.join(", ", missing)
                        + " not found (Debian: apt install bubblewrap util-linux); models are not loaded without one";
    }

    /// @param libraries where the runtime's native libraries are laid out once, so that runners share their pages
    static Sandbox prepare(Path libraries) throws IOException {
        layOutLibraries(libraries);
        return new Sandbox(prefix(), libraries);
    }

    /// @param socket   the gateway's listening socket for this one runner
    /// @param packages of one project, each under its deployment's id
    List<String> command(Path socket, Path packages) {
        List<String> command = new ArrayList<>(prefix);
        readOnly(command, Path.of(System.getProperty("java.home")), "/opt/jdk");
        readOnly(command, nativeLibraries, "/opt/native");
        readOnly(command, packages, "/packages");
        command.addAll(List.of("--bind", socket.toString(), "/run/gateway.sock"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.exists(path)) {
                String inside = "/opt/serve/" + classPath.size() + "-" + path.getFileName();
                readOnly(command, path, inside);
                classPath.add(inside);
            }
        }
        if (isRoot()) {
            command.addAll(List.of("--", "setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
            command.addAll(List.of("--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"));
        } else {
            command.addAll(List.of("--cap-drop", "ALL", "--"));
        }
        command.add("/opt/jdk/bin/java");
        command.addAll(Runner.JVM_FLAGS);
        command.addAll(List.of("-Donnxruntime.native.path=/opt/native", "-cp", String.join(":", classPath)));
        command.addAll(List.of(Runner.class.getName(), "/run/gateway.sock", "/packages"));
        return command;
    }

    private static List<String> prefix() {
        List<String> prefix = new ArrayList<>(List.of("bwrap", "--die-with-parent", "--new-session", "--unshare-net"));
        prefix.addAll(List.of("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"));
        if (!isRoot()) {
            prefix.add("--unshare-user");
        }
        readOnly(prefix, Path.of("/usr"), "/usr");
        for (String folder : List.of("/bin", "/lib", "/lib64")) {
            Path path = Path.of(folder);
            if (Files.isSymbolicLink(path)) {
                prefix.addAll(List.of("--symlink", "usr" + folder, folder));
            } else if (Files.isDirectory(path)) {
                readOnly(prefix, path, folder);
            }
        }
        prefix.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"));
        for (String folder : List.of("/opt", "/opt/serve", "/run")) {
            prefix.addAll(List.of("--perms", "0755", "--dir", folder));
        }
        prefix.addAll(List.of("--clearenv", "--setenv", "PATH", "/usr/bin", "--setenv", "LANG", "C.UTF-8"));
        // ONNX Runtime would look for ways to report its use.
        prefix.addAll(List.of("--setenv", "ORT_DISABLE_TELEMETRY", "1", "--chdir", "/tmp"));
        return prefix;
    }

    private static void readOnly(List<String> command, Path source, String target) {
        command.addAll(List.of("--ro-bind", source.toString(), target));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean isProgram(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    private static void layOutLibraries(Path folder) throws IOException {
        Files.createDirectories(folder);
        // Whatever the umask: the runner's user is another one.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64") ? "aarch64" : "x64";
        for (String name : List.of("libonnxruntime.so", "libonnxruntime4j_jni.so")) {
            String resource = "/ai/onnxruntime/native/linux-" + machine + "/" + name;
            try (InputStream in = Sandbox.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException("The class path holds no " + resource);
                }
                Path file = folder.resolve(name);
                // Always written anew: a run that was killed may have left half a file, or another version's.
                Path unfinished = folder.resolve(name + ".new");
                Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
