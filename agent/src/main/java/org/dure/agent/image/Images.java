package org.dure.agent.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.agent.folder.FolderRemoval;
import org.dure.agent.log.LogChunker;
import org.dure.agent.reason.RefusedException;
import org.dure.agent.supervision.Ending;
import org.dure.agent.supervision.NodeLock;
import org.dure.base.DurableFiles;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.ImageName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The images of this node, each unpacked once under the hash that names it: whole or absent, and never changed.
public final class Images {

    /// Of the container that is made to read an image and never runs: one that a killed agent has left is found by it.
    private static final String CONTAINER = "dure-unpack-";

    /// Whose it is, for people who look.
    private static final String LABEL = "dure.attempt";

    private static final Duration QUESTION = Duration.ofMinutes(2);
    private static final Duration FETCH = Duration.ofMinutes(60);

    /// Of the files of one image.
    public static final long BYTES_MAX = 60L << 30;

    private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

    private final Path folder;
    private final UUID attempt;
    private final Ending ending;
    private final LogChunker log;

    /// @param folder where they are kept
    public Images(Path folder, UUID attempt, Ending ending, LogChunker log) {
        this.folder = folder;
        this.attempt = attempt;
        this.ending = ending;
        this.log = log;
    }

    /// The image of this name, fetched and unpacked now if it is not there.
    ///
    /// @return null where the attempt was ended meanwhile
    /// @throws RefusedException with the tool's own words where it is not to be had
    @Nullable
    public ImageFolder provide(String name) throws IOException, InterruptedException, RefusedException {
        String wrong = ImageName.fault(name);
        if (wrong != null) {
            throw new RefusedException("the image's name " + wrong);
        }
        ContainerTool tool =
                ContainerTool.find().orElseThrow(() -> new RefusedException(Reason.of(AttemptReason.NO_IMAGES_HERE)));
        JsonNode settings = settings(tool, name);
        var id = ID.matcher(settings.path("Id").asString(""));
        if (!id.matches()) {
            throw new RefusedException(notProvided(name, "it has no id"));
        }
        Path root = unpacked(tool, name, id.group(1));
        if (root == null) {
            return null;
        }
        log.say("the image " + name + " is sha256:" + id.group(1));
        String working = settings.path("Config").path("WorkingDir").asString("");
        return new ImageFolder(
                root,
                variables(settings),
                working.startsWith("/") && working.indexOf('\0') < 0 ? working : "/",
                "sha256:" + id.group(1));
    }

    private JsonNode settings(ContainerTool tool, String name)
            throws IOException, InterruptedException, RefusedException {
        try {
            try {
                return inspect(tool, name);
            } catch (ContainerTool.Refused absent) {
                log.say("fetching the image " + name);
                tool.call(FETCH, "pull", "--quiet", name);
                return inspect(tool, name);
            }
        } catch (ContainerTool.Refused refused) {
            throw new RefusedException(notProvided(name, String.valueOf(refused.getMessage())));
        }
    }

    private static JsonNode inspect(ContainerTool tool, String name) throws IOException, InterruptedException {
        return Json.MAPPER
                .readTree(tool.call(QUESTION, "image", "inspect", name))
                .path(0);
    }

    private @Nullable Path unpacked(ContainerTool tool, String name, String id)
            throws IOException, InterruptedException, RefusedException {
        Files.createDirectories(folder);
        Path finished = folder.resolve(id);
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(id + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = NodeLock.await(channel, ending)) {
            if (lock == null) {
                return null;
            }
            if (!Files.isDirectory(finished)) {
                log.say("unpacking the image " + name);
                unpack(tool, name, id, folder.resolve(id + ".unfinished"), finished);
            }
            return finished;
        }
    }

    private void unpack(ContainerTool tool, String name, String id, Path unfinished, Path finished)
            throws IOException, InterruptedException, RefusedException {
        // Whoever held the lock before has died over it.
        FolderRemoval.remove(unfinished);
        Files.createDirectory(unfinished);
        try {
            String container = CONTAINER + id.substring(0, 16);
            remove(tool, container);
            String label = LABEL + "=" + attempt;
            tool.call(QUESTION, "create", "--name", container, "--label", label, "--network", "none", id, "/none");
            try {
                tool.stream(FETCH, tar -> ImageTar.extract(tar, unfinished, BYTES_MAX), "export", container);
            } finally {
                remove(tool, container);
            }
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.syncFolder(folder);
        } catch (ContainerTool.Refused refused) {
            throw new RefusedException(notProvided(name, String.valueOf(refused.getMessage())));
        } finally {
            FolderRemoval.remove(unfinished);
        }
    }

    private static void remove(ContainerTool tool, String container) throws IOException, InterruptedException {
        try {
            tool.call(QUESTION, "rm", "--force", container);
        } catch (ContainerTool.Refused absent) {
            // nothing was left
        }
    }

    private static Map<String, String> variables(JsonNode settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (JsonNode line : settings.path("Config").path("Env")) {
            String[] halves = line.asString("").split("=", 2);
            if (halves.length == 2 && halves[0].matches("[A-Za-z_][A-Za-z0-9_]*") && halves[1].indexOf('\0') < 0) {
                variables.put(halves[0], halves[1]);
            }
        }
        return variables;
    }

    private static Reason notProvided(String name, String why) {
        return Reason.of(AttemptReason.IMAGE_NOT_PROVIDED, Map.of("image", name))
                .because(Reason.inWords(why));
    }
}
