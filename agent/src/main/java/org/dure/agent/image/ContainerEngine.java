package org.dure.agent.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.agent.log.LogChunker;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;

/// podman, or Docker where there is no podman: it has a store of images by name. No container of it ever runs.
///
/// @param attempt for which it works, for people who look at what it makes
record ContainerEngine(ToolProgram tool, UUID attempt) implements ImageTool {

    /// Of the container that is made to read an image and never runs: one that a killed agent has left is found by it.
    private static final String CONTAINER = "dure-unpack-";

    private static final String LABEL = "dure.attempt";

    private static final Duration QUESTION = Duration.ofMinutes(2);

    private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

    @Override
    public Source source(String name, LogChunker log) throws IOException, InterruptedException {
        JsonNode settings;
        try {
            settings = inspect(name);
        } catch (ToolProgram.Refused absent) {
            log.say("fetching the image " + name + " with " + tool.name());
            tool.call(Images.FETCH, "pull", "--quiet", name);
            settings = inspect(name);
        }
        Matcher id = ID.matcher(settings.path("Id").asString(""));
        if (!id.matches()) {
            throw new ToolProgram.Refused("it has no id");
        }
        return new Kept(name, id.group(1), settings.path("Config"));
    }

    private JsonNode inspect(String name) throws IOException, InterruptedException {
        return Json.MAPPER
                .readTree(tool.call(QUESTION, "image", "inspect", name))
                .path(0);
    }

    private void removeContainer(String container) throws IOException, InterruptedException {
        try {
            tool.call(QUESTION, "rm", "--force", container);
        } catch (ToolProgram.Refused absent) {
            // nothing was left
        }
    }

    /// An image in the store.
    private final class Kept implements Source {

        private final String name;
        private final String id;
        private final JsonNode settings;

        private Kept(String name, String id, JsonNode settings) {
            this.name = name;
            this.id = id;
            this.settings = settings;
        }

        @Override
        public String key() {
            return id;
        }

        @Override
        public void unpack(Path folder, LogChunker log) throws IOException, InterruptedException {
            log.say("unpacking the image " + name);
            String container = CONTAINER + id.substring(0, 16);
            removeContainer(container);
            String label = LABEL + "=" + attempt;
            tool.call(QUESTION, "create", "--name", container, "--label", label, "--network", "none", id, "/none");
            try {
                tool.stream(Images.FETCH, tar -> ImageTar.extract(tar, folder, Images.BYTES_MAX), "export", container);
            } finally {
                removeContainer(container);
            }
        }

        @Override
        public ImageFolder in(Path folder) {
            String working = settings.path("WorkingDir").asString("");
            return new ImageFolder(
                    folder,
                    variables(),
                    working.startsWith("/") && working.indexOf('\0') < 0 ? working : "/",
                    "sha256:" + id);
        }

        private Map<String, String> variables() {
            Map<String, String> variables = new LinkedHashMap<>();
            for (JsonNode line : settings.path("Env")) {
                String[] halves = line.asString("").split("=", 2);
                if (halves.length == 2 && Images.isVariable(halves[0], halves[1])) {
                    variables.put(halves[0], halves[1]);
                }
            }
            return variables;
        }
    }
}
