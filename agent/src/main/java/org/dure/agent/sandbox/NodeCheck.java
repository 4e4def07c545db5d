package org.dure.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.reason.RefusedException;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.base.agent.WorkOrder;

/// What this node lacks for running sessions.
public final class NodeCheck {

    private static final long PATIENCE_SECONDS = 20;
    private static final String IMAGES = "sessions in container images";

    private NodeCheck() {}

    /// @param what      that is missing
    /// @param forWhat   it is needed
    /// @param needed    whether no session runs without it; otherwise only what `forWhat` says is missing
    /// @param remedy    what an administrator does about it, such as `apt install socat`
    public record Lack(String what, String forWhat, boolean needed, String remedy) {}

    /// @param found   that does something here that several programs could do
    /// @param forWhat it is used
    public record Choice(String found, String forWhat) {}

    /// Prints one JSON line for each lack, and one for each choice; exit code 0 where sessions can run, 1 where they
    /// cannot.
    public static void main(String[] none) {
        List<Lack> lacks = new ArrayList<>(lacks());
        lacks.addAll(pythonLacks());
        List<Lack> imageLacks = imageLacks();
        lacks.addAll(imageLacks);
        if (imageLacks.isEmpty()) {
            imageTool()
                    .map(tool -> new Choice(tool.toString(), IMAGES))
                    .ifPresent(choice -> System.out.println(Json.MAPPER.writeValueAsString(choice)));
        }
        lacks.forEach(lack -> System.out.println(Json.MAPPER.writeValueAsString(lack)));
        System.exit(lacks.stream().anyMatch(Lack::needed) ? 1 : 0);
    }

    /// What no session can run without; empty where all is well.
    public static List<Lack> lacks() {
        List<Lack> lacks = new ArrayList<>();
        program(lacks, "bwrap", "isolating sessions", "bubblewrap");
        program(lacks, "socat", "the way from a session to the platform", "socat");
        program(lacks, "setpriv", "running sessions as an unprivileged user", "util-linux");
        program(lacks, "unshare", "preparing a session's mounts", "util-linux");
        program(lacks, "mount", "preparing a session's mounts", "mount");
        if (lacks.isEmpty()) {
            sandbox(lacks);
        }
        groups(lacks);
        return lacks;
    }

    /// What programs that name `requirements.txt` cannot do without.
    public static List<Lack> pythonLacks() {
        List<Lack> lacks = new ArrayList<>();
        String packages = "installing the packages that a program's requirements.txt names";
        if (!Files.isExecutable(Path.of("/usr/bin/python3"))) {
            lacks.add(new Lack("/usr/bin/python3", "programs in Python", false, "apt install python3"));
        } else if (!succeeds(List.of("/usr/bin/python3", "-m", "pip", "--version"))) {
            lacks.add(new Lack("pip of /usr/bin/python3", packages, false, "apt install python3-pip"));
        }
        return lacks;
    }

    /// What sessions in container images cannot do without.
    public static List<Lack> imageLacks() {
        Path tool = imageTool().orElse(null);
        if (tool == null) {
            return List.of(new Lack("podman, Docker or Apptainer", IMAGES, false, "apt install podman"));
        }
        String question = tool.endsWith("podman") || tool.endsWith("docker") ? "info" : "version";
        String call = tool + " " + question;
        return succeeds(List.of(tool.toString(), question))
                ? List.of()
                : List.of(new Lack(
                        tool.getFileName() + ", which fails at " + call,
                        IMAGES,
                        false,
                        "run " + call + " as the platform's user and follow what it says"));
    }

    /// The program that finds and fetches images here: the first of these that is in the search path.
    public static Optional<Path> imageTool() {
        String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        for (String name : List.of("podman", "docker", "apptainer", "singularity")) {
            for (String folder : path.split(":")) {
                Path program = Path.of(folder, name);
                if (program.isAbsolute() && Files.isExecutable(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }

    private static void program(List<Lack> lacks, String name, String forWhat, String debianPackage) {
        for (String folder : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return;
            }
        }
        lacks.add(new Lack(name, forWhat, true, "apt install " + debianPackage));
    }

    private static void sandbox(List<Lack> lacks) {
        List<String> bubblewrap = new ArrayList<>(
                List.of("bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--", "true"));
        try {
            SandboxUser user = SandboxUser.of(Ids.next());
            if (!user.isOwn()) {
                String id = Integer.toString(user.id());
                bubblewrap.addAll(
                        0,
                        List.of(
                                "unshare",
                                "--mount",
                                "--",
                                "setpriv",
                                "--reuid",
                                id,
                                "--regid",
                                id,
                                "--clear-groups",
                                "--no-new-privs",
                                "--"));
            }
        } catch (RefusedException noUser) {
            lacks.add(
                    new Lack("an unprivileged user", "isolating sessions", true, String.valueOf(noUser.getMessage())));
            return;
        }
        if (!succeeds(bubblewrap)) {
            lacks.add(new Lack(
                    "user namespaces",
                    "isolating sessions: " + String.join(" ", bubblewrap) + " fails",
                    true,
                    "set user.max_user_namespaces above 0 (and kernel.apparmor_restrict_unprivileged_userns to 0 where"
                            + " it exists); inside a container it needs CAP_SYS_ADMIN and an unmasked /proc"));
        }
    }

    private static void groups(List<Lack> lacks) {
        UUID attempt = Ids.next();
        try {
            Cgroup.create(attempt, new WorkOrder.Needs(1, 64L << 20, List.of()), 16)
                    .remove();
        } catch (RefusedException | IOException refused) {
            lacks.add(new Lack(
                    "control groups",
                    "limiting a session's memory, processes and CPU",
                    true,
                    String.valueOf(refused.getMessage())));
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
