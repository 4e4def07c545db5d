package org.dure.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The system's files inside: this node's own, or those of an image.
sealed interface Root {

    /// Where an image hides the node's own programs, which the launch needs.
    String NODE = "/run/node";

    static Root of(SandboxPlan plan) throws IOException {
        if (plan.root() == null) {
            return new OfNode();
        }
        Path loader = nodeLoader();
        return plan.building() ? new InTheMaking(plan.root(), loader) : new OfImage(plan.root(), loader);
    }

    /// The node's own loader of programs, by its real path.
    private static Path nodeLoader() throws IOException {
        List<String> loaders = List.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1");
        for (String loader : loaders) {
            if (Files.exists(Path.of(loader))) {
                return Path.of(loader).toRealPath();
            }
        }
        throw new IOException("this node has none of the loaders " + loaders);
    }

    /// bubblewrap's arguments that show them.
    ///
    /// @param place where the sandbox's user reaches the image's folder; null where that is the folder itself
    List<String> shown(@Nullable Path place) throws IOException;

    /// The shell that launches the program.
    default List<String> shell() {
        return List.of(loader(), "--library-path", libraries(), NODE + "/usr/bin/sh");
    }

    /// How a script inside calls a program of the node's `/usr/bin`.
    default String node(String name) {
        return loader().isEmpty()
                ? name
                : loader() + " --library-path " + libraries() + " " + NODE + "/usr/bin/" + name;
    }

    /// The node's loader of programs, as it is seen inside; empty where none is needed.
    String loader();

    /// The folders of the node's libraries, as they are seen inside.
    String libraries();

    /// Read-only `/usr`, and a few files of `/etc`.
    record OfNode() implements Root {

        /// Shown where the node has them; nothing in them is secret.
        private static final List<String> FILES = List.of(
                "/etc/ld.so.cache",
                "/etc/ld.so.conf",
                "/etc/ld.so.conf.d",
                "/etc/alternatives",
                "/etc/localtime",
                "/etc/ssl/certs",
                "/etc/ssl/openssl.cnf",
                "/etc/ca-certificates",
                "/etc/fonts",
                "/etc/mime.types");

        /// Symbolic links on most systems, folders on older ones.
        private static final List<String> FOLDERS = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

        @Override
        public List<String> shown(@Nullable Path place) {
            List<String> arguments = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
            for (String name : FOLDERS) {
                Path folder = Path.of(name);
                if (Files.isSymbolicLink(folder)) {
                    arguments.addAll(List.of("--symlink", "usr" + name, name));
                } else if (Files.isDirectory(folder)) {
                    arguments.addAll(List.of("--ro-bind", name, name));
                }
            }
            FILES.forEach(file -> arguments.addAll(List.of("--ro-bind-try", file, file)));
            return arguments;
        }

        @Override
        public List<String> shell() {
            return List.of("/bin/sh");
        }

        @Override
        public String loader() {
            return "";
        }

        @Override
        public String libraries() {
            return "";
        }
    }

    /// The image's folders, each shown by itself, so that the platform's own find their places between them.
    ///
    /// @param root       the unpacked image
    /// @param nodeLoader the node's own, by its real path
    record OfImage(Path root, Path nodeLoader) implements Root {

        /// Made anew for every sandbox.
        private static final Set<String> OWN =
                Set.of("proc", "dev", "sys", "run", "tmp", "data", "program", "output", "checkpoint", "secrets");

        /// Whose children are shown one by one, because some of them are the platform's.
        private static final Set<String> SHARED = Set.of("etc", "opt");

        private static final Set<String> OWN_SHARED = Set.of(
                "etc/passwd",
                "etc/group",
                "etc/hosts",
                "etc/nsswitch.conf",
                "etc/mtab",
                "opt/jdk",
                "opt/dure",
                "opt/env");

        @Override
        public List<String> shown(@Nullable Path place) throws IOException {
            List<String> arguments = new ArrayList<>(List.of("--ro-bind", "/usr", NODE + "/usr"));
            children(root, place == null ? root : place, "", arguments);
            return arguments;
        }

        private static void children(Path folder, Path place, String prefix, List<String> arguments)
                throws IOException {
            try (var entries = Files.list(folder)) {
                for (Path entry : entries.sorted().toList()) {
                    String name = prefix + entry.getFileName();
                    if (OWN.contains(name) || OWN_SHARED.contains(name)) {
                        continue;
                    }
                    if (Files.isSymbolicLink(entry)) {
                        String target = Files.readSymbolicLink(entry).toString();
                        arguments.addAll(List.of("--symlink", target, "/" + name));
                    } else if (SHARED.contains(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        children(entry, place, name + "/", arguments);
                    } else {
                        arguments.addAll(
                                List.of("--ro-bind", place.resolve(name).toString(), "/" + name));
                    }
                }
            }
        }

        @Override
        public String loader() {
            return NODE + nodeLoader;
        }

        @Override
        public String libraries() {
            return NODE + nodeLoader.getParent();
        }
    }

    /// An image that a program is making: all of it, to be written, but for what is made anew for every sandbox.
    ///
    /// @param root       what there is of it
    /// @param nodeLoader the node's own, by its real path
    record InTheMaking(Path root, Path nodeLoader) implements Root {

        /// Where the sandbox mounts something. A link that an earlier step had put there would lead the mounting, which
        /// happens before the walls are closed, to a place of its choice.
        private static final List<String> COVERED = List.of("proc", "dev", "run");

        @Override
        public List<String> shown(@Nullable Path place) throws IOException {
            for (String name : COVERED) {
                Path folder = root.resolve(name);
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException("/" + name + " of the image is not a folder");
                }
            }
            return List.of(
                    "--bind",
                    (place == null ? root : place).toString(),
                    "/",
                    "--tmpfs",
                    "/run",
                    "--ro-bind",
                    "/usr",
                    NODE + "/usr");
        }

        @Override
        public String loader() {
            return NODE + nodeLoader;
        }

        @Override
        public String libraries() {
            return NODE + nodeLoader.getParent();
        }
    }
}
