package org.dure.cli.api;

import static org.dure.cli.api.Api.encoded;

import java.util.List;
import java.util.regex.Pattern;
import org.dure.cli.CommandFailure;
import org.dure.cli.ExitCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds things of one project by name or id.
public final class Finder {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private final Api api;
    private final String project;

    private Finder(Api api, String project) {
        this.api = api;
        this.project = project;
    }

    /// @param project by name or id; null for the only one, else the one named `default`
    public static Finder in(Api api, @Nullable String project) {
        if (project != null) {
            return new Finder(api, encoded(project));
        }
        List<String> names = api.list("/api/v1/projects").stream()
                .map(each -> each.path("name").asString())
                .toList();
        if (names.size() == 1) {
            return new Finder(api, encoded(names.getFirst()));
        }
        if (names.contains("default")) {
            return new Finder(api, "default");
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                names.isEmpty()
                        ? "You are a member of no project."
                        : "Say which project with --project: " + String.join(", ", names));
    }

    /// The address of a list or of making one: `/api/v1/projects/{project}/{nouns}`.
    public String path(String nouns) {
        return "/api/v1/projects/" + project + "/" + nouns;
    }

    /// @param noun such as `dataset`; its list is `/api/v1/projects/{project}/{noun}s`, itself `/api/v1/{noun}s/{id}`
    /// @throws CommandFailure with [ExitCode#NOT_FOUND] where there is none
    public JsonNode find(String noun, String nameOrId) {
        if (isId(nameOrId)) {
            return api.get("/api/v1/" + noun + "s/" + nameOrId);
        }
        return api.list(path(noun + "s")).stream()
                .filter(each -> each.path("name").asString("").equals(nameOrId))
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailure(ExitCode.NOT_FOUND, "There is no " + noun + " " + nameOrId + "."));
    }

    public static boolean isId(String text) {
        return UUID.matcher(text).matches();
    }
}
