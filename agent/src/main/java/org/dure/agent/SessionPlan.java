package org.dure.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.agent.folder.ProgramFolders;
import org.dure.agent.gang.Meeting;
import org.dure.agent.image.ImageFolder;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.sandbox.SandboxPlan;
import org.dure.agent.sandbox.SandboxUser;
import org.dure.agent.secret.SecretFiles;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// Turns a work order into the plan of its sandbox, and says clearly what is wrong with an order.
public final class SessionPlan {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /// A mount's target: at least two steps, so that it can hide no folder of the system.
    private static final Pattern TARGET = Pattern.compile("/data(/[^/\\x00-\\x1f]+)+");

    /// Of the recipes' folders that with the platform's own package for Python, which stands behind the program's.
    private static final String PYTHON = "python";

    private final WorkOrder order;
    private final Options options;
    private final SandboxUser user;

    SessionPlan(WorkOrder order, Options options, SandboxUser user) {
        this.order = order;
        this.options = options;
        this.user = user;
    }

    /// @throws RefusedException naming what of the order cannot be run
    static void check(WorkOrder order) throws RefusedException {
        if (order.command().isEmpty() || order.command().getFirst().isBlank()) {
            throw new RefusedException("the session names no program to run");
        }
        if (order.command().stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new RefusedException("an argument of the command contains a NUL character");
        }
        above(order.needs().cpus(), "CPU cores");
        above(order.needs().memoryBytes(), "bytes of memory");
        above(order.limits().processes(), "processes");
        above(order.limits().wallSeconds(), "seconds of running time");
        above(order.limits().outputBytes(), "bytes of output");
    }

    private static void above(double value, String what) throws RefusedException {
        if (!(value > 0)) {
            throw new RefusedException("the session is granted " + value + " " + what + ": it must be more than 0");
        }
    }

    /// @param environment a folder with installed Python packages; null where the program names none
    /// @param image       what stands in for this node's own files; null for those
    /// @param secrets     null where there are none
    /// @param meeting     of the gang, for which the program shares its node's network; null for none
    /// @param port        of the loopback, where the program finds the platform
    SandboxPlan make(
            ProgramFolders folders,
            @Nullable Path environment,
            @Nullable ImageFolder image,
            @Nullable SecretFiles secrets,
            @Nullable Meeting meeting,
            int port)
            throws RefusedException {
        List<SandboxPlan.Bind> binds = new ArrayList<>();
        String program = order.program();
        if (program != null) {
            binds.add(new SandboxPlan.Bind(readable(program, "the program's folder"), "/program", false));
        }
        mounts(binds);
        binds.add(new SandboxPlan.Bind(folders.output(), "/output", true));
        binds.add(new SandboxPlan.Bind(folders.checkpoint(), "/checkpoint", true));
        binds.add(new SandboxPlan.Bind(folders.scratch(), "/tmp", true));
        binds.add(new SandboxPlan.Bind(options.jdk(), "/opt/jdk", false));
        recipes(binds);
        if (environment != null) {
            binds.add(new SandboxPlan.Bind(environment, "/opt/env", false));
        }
        if (secrets != null) {
            binds.add(new SandboxPlan.Bind(secrets.folder(), "/run/secrets", false));
        }
        return new SandboxPlan(
                image == null ? null : image.root(),
                binds,
                options.gpus().files(order.needs().gpus()),
                variables(environment != null, image == null ? Map.of() : image.environment(), meeting, port),
                order.command(),
                program == null ? "/tmp" : "/program",
                folders.socket(),
                port,
                order.limits().outputBytes(),
                order.interactive(),
                false,
                meeting == null ? null : meeting.address());
    }

    private void mounts(List<SandboxPlan.Bind> binds) throws RefusedException {
        Set<String> targets = new HashSet<>();
        for (WorkOrder.Mount mount : order.mounts()) {
            String target = mount.target();
            if (!TARGET.matcher(target).matches()
                    || target.contains("/../")
                    || target.endsWith("/..")
                    || target.contains("/./")
                    || target.endsWith("/.")) {
                throw new RefusedException(
                        "a mount's place is a path below /data, such as /data/digits, not: " + target);
            }
            if (!targets.add(target)) {
                throw new RefusedException("two mounts have the same place: " + target);
            }
            binds.add(new SandboxPlan.Bind(readable(mount.source(), "the folder for " + target), target, false));
        }
    }

    private void recipes(List<SandboxPlan.Bind> binds) throws RefusedException {
        Path recipes = options.recipes();
        if (recipes == null) {
            return;
        }
        try (var children = Files.list(recipes)) {
            for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                binds.add(new SandboxPlan.Bind(child, "/opt/dure/" + child.getFileName(), false));
            }
        } catch (IOException unreadable) {
            throw new RefusedException("the recipes' folder cannot be read: " + recipes);
        }
    }

    /// A folder that the sandbox's user may read: its parents may be closed, it itself must not be.
    private Path readable(String source, String what) throws RefusedException {
        Path folder = Path.of(source);
        if (!folder.isAbsolute() || !Files.isDirectory(folder)) {
            throw new RefusedException(what + " is not there: " + source);
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            boolean open = permissions.containsAll(
                    Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE));
            if (!user.isOwn() && !open) {
                throw new RefusedException(what + " is closed to the session's user (chmod o+rx): " + source);
            }
        } catch (IOException unreadable) {
            throw new RefusedException(what + " cannot be read: " + source);
        }
        return folder;
    }

    /// @param ofImage what an image sets; the platform's own stand above it, but for the search path
    private Map<String, String> variables(
            boolean withEnvironment, Map<String, String> ofImage, @Nullable Meeting meeting, int port)
            throws RefusedException {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        variables.putAll(ofImage);
        variables.put("HOME", "/tmp");
        variables.put("TMPDIR", "/tmp");
        variables.put("USER", "session");
        variables.put("LANG", "C.UTF-8");
        variables.put("PYTHONUNBUFFERED", "1");
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        variables.put("OMP_NUM_THREADS", Integer.toString((int)
                Math.max(1, Math.ceil(order.needs().cpus()))));
        for (Map.Entry<String, String> given : order.environment().entrySet()) {
            if (!VARIABLE.matcher(given.getKey()).matches() || given.getValue().indexOf('\0') >= 0) {
                throw new RefusedException("an environment variable has a name of letters, digits and _, and no NUL in"
                        + " its value; not so: " + given.getKey());
            }
            variables.put(given.getKey(), given.getValue());
        }
        if (withEnvironment) {
            variables.put("PATH", "/opt/env/packages/bin:" + variables.get("PATH"));
            variables.merge("PYTHONPATH", "/opt/env/packages", SessionPlan::behind);
        }
        Path recipes = options.recipes();
        if (recipes != null && Files.isDirectory(recipes.resolve(PYTHON))) {
            variables.merge("PYTHONPATH", "/opt/dure/" + PYTHON, SessionPlan::behind);
        }
        String url = "http://127.0.0.1:" + port;
        for (String name : List.of("DURE_URL", "MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")) {
            variables.put(name, url);
        }
        if (!order.reach().hosts().isEmpty()) {
            for (String name : List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")) {
                variables.put(name, url);
            }
            variables.put("NO_PROXY", "127.0.0.1,localhost");
            variables.put("no_proxy", "127.0.0.1,localhost");
        }
        if (meeting != null) {
            variables.putAll(meeting.variables());
        }
        variables.put("DURE_SESSION_ID", order.sessionId().toString());
        variables.put("DURE_DATA", "/data");
        variables.put("DURE_OUTPUT", "/output");
        variables.put("DURE_CHECKPOINT", "/checkpoint");
        variables.put(
                "CUDA_VISIBLE_DEVICES", options.gpus().visible(order.needs().gpus()));
        return variables;
    }

    private static String behind(String paths, String path) {
        return paths + ":" + path;
    }
}
