package org.dure.agent.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dure.agent.folder.FolderRemoval;
import org.dure.agent.log.LogChunker;
import org.dure.base.Json;
import org.dure.base.Sha256;

/// Apptainer, or Singularity as it was called: it writes an image's files into a folder and has no store by names. So
/// a name stands for what was fetched first under it, until that is removed from this node.
///
/// It writes files of its own into the image, and follows the links that it finds there. Whoever has made the image
/// may be hostile: it works behind a wall where nothing but the folder for the image can be written, and what it has
/// made is read like any other archive.
///
/// @param program its path
record Apptainer(Path program) implements ImageTool {

    private static final String OWN = ".singularity.d";
    private static final String VARIABLES = OWN + "/env/10-docker2singularity.sh";

    /// What it has made, in an order and with owners and times that do not depend on the node.
    private static final List<String> ARCHIVE =
            List.of("--create", "--file=-", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner");

    /// @param id          of the files and the variables
    /// @param environment the variables that the image sets
    private record Settings(String id, Map<String, String> environment) {}

    @Override
    public Source source(String name, LogChunker log) {
        return new Named(name);
    }

    /// By its name alone: what it holds is known once it is here.
    private final class Named implements Source {

        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public String key() {
            return Sha256.of("apptainer " + name).hex();
        }

        @Override
        public void unpack(Path folder, LogChunker log) throws IOException, InterruptedException {
            Path fetched = folder.resolve("fetched");
            Path root = Files.createDirectory(folder.resolve("root"));
            fetch(fetched, log);
            log.say("unpacking the image " + name);
            Map<String, String> environment = variables(fetched);
            removeOwn(fetched);
            String content = copy(fetched, root);
            String id = Sha256.of(content + "\n" + Json.MAPPER.writeValueAsString(environment))
                    .hex();
            Files.write(settingsFile(folder), Json.MAPPER.writeValueAsBytes(new Settings(id, environment)));
            FolderRemoval.remove(fetched);
        }

        private void fetch(Path fetched, LogChunker log) throws IOException, InterruptedException {
            Path folder = java.util.Objects.requireNonNull(fetched.getParent());
            Path temporary = Files.createDirectory(folder.resolve("temporary"));
            ToolProgram tool = new ToolProgram(program, walls(folder));
            log.say("fetching the image " + name + " with " + tool.name());
            tool.call(
                    Images.FETCH,
                    "--quiet",
                    "build",
                    "--sandbox",
                    // Otherwise the agent could neither read nor remove all of it.
                    "--fix-perms",
                    // A second copy in somebody's home, which nobody would remove.
                    "--disable-cache",
                    "--tmpdir",
                    temporary.toString(),
                    fetched.toString(),
                    "docker://" + reference());
            FolderRemoval.remove(temporary);
        }

        /// Beside a digest a tag says nothing, and older ones take only one of them.
        private String reference() {
            return name.replaceFirst(":[^:/@]+(?=@)", "");
        }

        @Override
        public ImageFolder in(Path folder) throws IOException {
            Settings settings = Json.MAPPER.readValue(Files.readAllBytes(settingsFile(folder)), Settings.class);
            return new ImageFolder(folder.resolve("root"), settings.environment(), null, "sha256:" + settings.id());
        }
    }

    private static Path settingsFile(Path folder) {
        return folder.resolve("image.json");
    }

    private static List<String> walls(Path folder) {
        List<String> walls = new ArrayList<>(List.of("bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc"));
        walls.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL"));
        walls.addAll(List.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"));
        walls.addAll(List.of("--bind", folder.toString(), folder.toString(), "--"));
        return walls;
    }

    private static Map<String, String> variables(Path fetched) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        Path file = fetched;
        for (Path step : Path.of(VARIABLES)) {
            file = file.resolve(step);
            if (Files.isSymbolicLink(file)) {
                throw new ToolProgram.Refused("/" + fetched.relativize(file) + " of the image is a link");
            }
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            for (String line : Files.readString(file).lines().toList()) {
                ExportLine export = ExportLine.of(line);
                if (export != null && Images.isVariable(export.name(), export.value())) {
                    variables.put(export.name(), export.value());
                }
            }
        }
        return variables;
    }

    /// What it has added for starting the image by itself.
    private static void removeOwn(Path fetched) throws IOException {
        try (var entries = Files.list(fetched)) {
            for (Path entry : entries.toList()) {
                if (Files.isSymbolicLink(entry)
                        && Files.readSymbolicLink(entry).toString().startsWith(OWN + "/")) {
                    Files.delete(entry);
                }
            }
        }
        FolderRemoval.remove(fetched.resolve(OWN));
    }

    /// @return the hash of the archive
    private static String copy(Path fetched, Path root) throws IOException, InterruptedException {
        MessageDigest digest = Sha256.digest();
        List<String> arguments = new ArrayList<>(ARCHIVE);
        arguments.addAll(List.of("--directory", fetched.toString(), "."));
        new ToolProgram(Path.of("tar"))
                .stream(
                        Images.FETCH,
                        tar -> {
                            DigestInputStream read = new DigestInputStream(tar, digest) {
                                @Override
                                public void close() {
                                    // What follows the last file counts, too.
                                }
                            };
                            ImageTar.extract(read, root, Images.BYTES_MAX);
                            read.transferTo(java.io.OutputStream.nullOutputStream());
                        },
                        arguments.toArray(String[]::new));
        return Sha256.of(digest).hex();
    }
}
