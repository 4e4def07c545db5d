package org.dure.agent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dure.agent.cgroup.Cgroup;
import org.dure.agent.reason.RefusedException;
import org.dure.base.DurableFiles;

/// A started sandbox: bubblewrap's process, whose end is the sandbox's end.
///
/// @param process its output is the program's standard output and error in one stream
/// @param started where the start is told: empty before, `started`, or what is wrong with the command
public record Sandbox(Process process, Path started) {

    /// The user that the program believes to be.
    static final int INSIDE_USER = 1000;

    /// Starts `plan` inside `group`. To be called from a thread that lives as long as the sandbox shall: the kernel
    /// ends bubblewrap with the thread that started it.
    ///
    /// @param files the agent's own folder for what the start needs; made new
    public static Sandbox start(SandboxPlan plan, Cgroup group, SandboxUser user, Path files)
            throws IOException, RefusedException {
        Files.createDirectory(
                files, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path gather = Files.createDirectory(files.resolve("gather"));
        Path shown = user.isOwn() ? gather : showingPlace();
        writeEtc(files, user, plan);
        Files.createFile(files.resolve("started"));
        DurableFiles.replace(files.resolve("filter"), SeccompFilter.forCalls(Syscalls.ofThisNode(), plan.building()));
        List<SandboxPlan.Bind> binds = new ArrayList<>(plan.allBinds());
        binds.add(new SandboxPlan.Bind(files.resolve("etc"), "/run/etc", false));
        List<String> arguments = bubblewrap(plan, binds, user, shown);
        if (arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new RefusedException("a variable or a path of the session contains a NUL character");
        }
        byte[] settings = String.join("\0", arguments).concat("\0").getBytes(StandardCharsets.UTF_8);
        DurableFiles.replace(files.resolve("arguments"), settings);
        ProcessBuilder builder = new ProcessBuilder(command(plan, binds, group, user, files, gather, shown));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.directory(Path.of("/").toFile());
        builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return new Sandbox(builder.start(), files.resolve("started"));
    }

    /// What the start has told so far: empty, `started`, or what is wrong with the command.
    public String startMessage() throws IOException {
        return Files.readString(started).strip();
    }

    /// The program's main process, by its id on this node; absent before it starts and after it has left.
    public static Optional<ProcessHandle> mainProcess(Cgroup group) throws IOException {
        for (long pid : group.processes()) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                    // The last number is the id in the innermost namespace: bubblewrap is 1 there, what it starts is 2.
                    if (line.startsWith("NSpid:") && line.endsWith("\t2")) {
                        return ProcessHandle.of(pid);
                    }
                }
            } catch (IOException gone) {
                // ended while we looked
            }
        }
        return Optional.empty();
    }

    private static List<String> command(
            SandboxPlan plan,
            List<SandboxPlan.Bind> binds,
            Cgroup group,
            SandboxUser user,
            Path files,
            Path gather,
            Path shown)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (user.isOwn()) {
            command.addAll(List.of("sh", "-c", Launch.AS_USER, "launch"));
        } else {
            command.addAll(List.of("unshare", "--mount", "--", "sh", "-c", Launch.AS_ROOT, "launch"));
            command.addAll(List.of(Integer.toString(user.id()), gather.toString(), shown.toString()));
            List<String> sources = new ArrayList<>(
                    binds.stream().map(bind -> bind.source().toString()).toList());
            // The last one is not mounted as a whole: `Root` shows its parts.
            if (plan.root() != null) {
                sources.add(plan.root().toString());
            }
            command.add(Integer.toString(sources.size()));
            command.addAll(sources);
        }
        command.addAll(List.of(Long.toString(Math.max(1, plan.fileBytes() / 512)), files.toString()));
        command.add(Integer.toString(group.folders().size()));
        group.folders()
                .forEach(folder -> command.add(folder.resolve("cgroup.procs").toString()));
        Root root = Root.of(plan);
        command.addAll(root.shell());
        command.addAll(List.of("-c", Launch.INSIDE, "inside", plan.address() == null ? "own" : "node"));
        command.add(plan.interactive() ? "yes" : "no");
        command.add(Integer.toString(plan.port()));
        command.add(String.format(Locale.ROOT, "%04X", plan.port()));
        command.addAll(List.of(root.loader(), root.libraries()));
        if (plan.building() && BuildScripts.isOne(plan.command().getFirst())) {
            command.addAll(root.shell());
        }
        command.addAll(plan.command());
        return command;
    }

    private static List<String> bubblewrap(SandboxPlan plan, List<SandboxPlan.Bind> binds, SandboxUser user, Path shown)
            throws IOException {
        String inside = Integer.toString(plan.building() ? 0 : INSIDE_USER);
        List<String> arguments = new ArrayList<>(List.of(
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--uid",
                inside,
                "--gid",
                inside,
                "--hostname",
                "session"));
        if (plan.address() != null) {
            arguments.add("--share-net");
        }
        arguments.addAll(Root.of(plan).shown(user.isOwn() ? null : shown.resolve(Integer.toString(binds.size()))));
        arguments.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        for (int i = 0; i < binds.size(); i++) {
            SandboxPlan.Bind bind = binds.get(i);
            Path source = user.isOwn() ? bind.source() : shown.resolve(Integer.toString(i));
            arguments.addAll(List.of(bind.writable() ? "--bind" : "--ro-bind", source.toString(), bind.target()));
        }
        if (!plan.building()) {
            for (String file : List.of("passwd", "group", "hosts", "nsswitch.conf")) {
                arguments.addAll(List.of("--symlink", "/run/etc/" + file, "/etc/" + file));
            }
        }
        plan.devices().forEach(file -> arguments.addAll(List.of("--dev-bind", file.toString(), file.toString())));
        // What a program keeps in memory as a file it keeps in one place.
        arguments.addAll(List.of("--tmpfs", "/dev/shm", "--remount-ro", "/dev"));
        if (!plan.building()) {
            arguments.addAll(List.of("--remount-ro", "/"));
        }
        arguments.addAll(List.of("--chdir", plan.folder(), "--clearenv"));
        plan.environment().forEach((name, value) -> arguments.addAll(List.of("--setenv", name, value)));
        return arguments;
    }

    private static void writeEtc(Path files, SandboxUser user, SandboxPlan plan) throws IOException {
        Root root = Root.of(plan);
        Path etc = Files.createDirectory(files.resolve("etc"));
        Files.writeString(
                etc.resolve("passwd"),
                "root:x:0:0:root:/:/usr/sbin/nologin\nsession:x:" + INSIDE_USER + ":" + INSIDE_USER
                        + ":session:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nsession:x:" + INSIDE_USER + ":\nnogroup:x:65534:\n");
        // Libraries take the address of their own host's name for that by which other nodes reach them.
        Files.writeString(
                etc.resolve("hosts"),
                plan.address() == null
                        ? "127.0.0.1 localhost session\n"
                        : "127.0.0.1 localhost\n" + plan.address() + " session\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
        Files.writeString(etc.resolve("stream"), StreamScripts.stream(root));
        Files.writeString(etc.resolve("terminal"), StreamScripts.terminal(root));
        if (plan.building()) {
            Files.writeString(etc.resolve("unpack"), BuildScripts.unpack(root));
            Files.writeString(etc.resolve("take"), BuildScripts.take(root));
            Files.writeString(etc.resolve("apt.conf"), BuildScripts.APT);
        }
        try (var entries = Files.list(etc)) {
            for (Path file : entries.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
        Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// A folder that every user can reach; covered in the launch's own mount namespace only.
    private static Path showingPlace() throws RefusedException {
        for (String candidate : List.of("/mnt", "/media", "/srv", "/opt", "/home")) {
            if (Files.isDirectory(Path.of(candidate))) {
                return Path.of(candidate);
            }
        }
        throw new RefusedException("this node has none of the folders /mnt, /media, /srv, /opt, /home");
    }
}
