package org.dure.server.models.mlflow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelService;
import org.dure.server.models.registry.RegistrationService.Registration;
import org.dure.server.models.registry.Source;
import org.dure.server.people.Caller;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads what a client says of a version that it registers. A source is `runs:/<run>/<path>`, `models:/<logged model>`,
/// `models:/<name>/<version>`, `models:/<name>@<alias>`, a place of `mlflow-artifacts:`, or the address of a place
/// outside of the platform, which is only kept. A path on some machine's disk is none: clients would read their own.
@Component
class SourceReader {

    private static final int LENGTH_MOST = 1_000;
    private static final Set<String> PROMPTS = Set.of("dummy-source", "prompt-template");
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern RUN = Pattern.compile("runs:/+(?<run>[^/]+)(?:/(?<path>.*))?");
    private static final Pattern LOGGED_MODEL = Pattern.compile("models:/+(?<model>m-[0-9a-f]{32})(?:/(?<path>.*))?");
    private static final Pattern VERSION = Pattern.compile("models:/+(?<name>[^/@]+)/(?<version>\\d{1,9})");
    private static final Pattern ALIAS = Pattern.compile("models:/+(?<name>[^/@]+)@(?<alias>[^/@]+)");
    private static final Pattern ARTIFACTS = Pattern.compile(
            "mlflow-artifacts:/+(?:\\d{1,18}/(?:(?<run>[0-9a-f]{32})|models/(?<model>m-[0-9a-f]{32}))/artifacts"
                    + "|registry/(?<version>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))(?:/(?<path>.*))?");

    private static final Pattern LOOSE_FILES = Pattern.compile("mlflow-artifacts:(?!//[^/])/*(?<path>.*)");
    private static final Pattern ELSEWHERE = Pattern.compile("(?!file:|runs:|models:)[a-z][a-z0-9+.-]+:.*");

    private final Registry registry;
    private final ModelService models;

    SourceReader(Registry registry, ModelService models) {
        this.registry = registry;
        this.models = models;
    }

    /// @throws MlflowError where the source leads out of the platform, or contradicts the run or model that is named
    Registration read(Caller caller, Fields fields) {
        String text = fields.required("source");
        Map<String, String> tags = RegistryChecks.tags(fields);
        String runId = emptyToNull(fields.text("run_id"));
        String loggedModelId = emptyToNull(fields.text("model_id"));
        limit("run_id", runId);
        limit("model_id", loggedModelId);
        String runLink = emptyToNull(fields.text("run_link"));
        limit("run_link", runLink);
        Source source =
                tags.getOrDefault(RegistryQuery.PROMPT_TAG, "").equalsIgnoreCase("true") && PROMPTS.contains(text)
                        ? new Source.OfPrompt()
                        : source(caller, text);
        String named = switch (source) {
            case Source.OfRun(String run, String path) -> contradicts(run, runId) ? "run_id" : null;
            case Source.OfLoggedModel(String model, String path) ->
                loggedModelId != null && !loggedModelId.equals(model) ? "model_id" : null;
            case Source.OfVersion v -> null;
            case Source.OfLooseFiles f -> null;
            case Source.Elsewhere e -> null;
            case Source.OfPrompt p -> null;
        };
        if (named != null) {
            throw MlflowError.invalid("Invalid model version source: '" + text + "'. The " + named
                    + " request parameter must identify the resource that contains the source.");
        }
        return new Registration(
                text,
                source,
                runId == null && source instanceof Source.OfRun(String run, String path) ? run : runId,
                loggedModelId,
                runLink,
                fields.text("description"),
                tags);
    }

    /// Words in the source that are no id of a run here lead nowhere, and so contradict nothing.
    private static boolean contradicts(String run, @Nullable String runId) {
        return runId != null && !runId.equals(run) && RUN_ID.matcher(run).matches();
    }

    private Source source(Caller caller, String text) {
        limit("source", text);
        if (leavesItsFolder(text)) {
            throw MlflowError.invalid("Invalid model version source: '" + text
                    + "'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts"
                    + " uri, an absolute path must be provided without relative path references present. Please provide"
                    + " an absolute path.");
        }
        Matcher run = RUN.matcher(text);
        if (run.matches()) {
            return new Source.OfRun(run.group("run"), path(run));
        }
        Matcher model = LOGGED_MODEL.matcher(text);
        if (model.matches()) {
            return new Source.OfLoggedModel(model.group("model"), path(model));
        }
        Matcher version = VERSION.matcher(text);
        if (version.matches()) {
            return version(caller, version.group("name"), Integer.parseInt(version.group("version")));
        }
        Matcher alias = ALIAS.matcher(text);
        if (alias.matches()) {
            return version(caller, alias.group("name"), numberOf(caller, alias.group("name"), alias.group("alias")));
        }
        Matcher artifacts = ARTIFACTS.matcher(text);
        if (artifacts.matches()) {
            return place(artifacts, text);
        }
        Matcher loose = LOOSE_FILES.matcher(text);
        if (loose.matches()) {
            return new Source.OfLooseFiles(path(loose).replaceAll("/+", "/"));
        }
        if (ELSEWHERE.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            return new Source.Elsewhere();
        }
        throw nowhere(text);
    }

    private static MlflowError nowhere(String text) {
        return MlflowError.invalid(
                text.startsWith("runs:") || text.startsWith("models:")
                        ? "Invalid model version source: '" + text
                                + "'. It must be runs:/<run>/<path>, models:/<logged model>, models:/<name>/<version>"
                                + " or models:/<name>@<alias>."
                        : "Invalid model version source: '" + text + "'. To use a local path as a model version"
                                + " source, the run_id request parameter has to be specified and the local path has to"
                                + " be contained within the artifact directory of the run specified by the run_id. Here"
                                + " no run has its artifacts on a local path.");
    }

    private static Source place(Matcher artifacts, String text) {
        if (artifacts.group("run") != null) {
            return new Source.OfRun(artifacts.group("run"), path(artifacts));
        }
        if (artifacts.group("model") != null) {
            return new Source.OfLoggedModel(artifacts.group("model"), path(artifacts));
        }
        if (!path(artifacts).isEmpty()) {
            throw MlflowError.invalid("Invalid model version source: '" + text + "'. A version is registered whole.");
        }
        return new Source.OfVersion(UUID.fromString(artifacts.group("version")));
    }

    private Source version(Caller caller, String name, int number) {
        try {
            return new Source.OfVersion(
                    models.version(caller, registry.model(caller, name), number).id());
        } catch (UserError.NotFound none) {
            throw MlflowError.absent("Model Version (name=" + name + ", version=" + number + ") not found");
        }
    }

    private int numberOf(Caller caller, String name, String alias) {
        return registry.modelBody(caller, registry.model(caller, name)).aliases().stream()
                .filter(each -> each.alias().equals(alias))
                .map(each -> Integer.parseInt(each.version()))
                .findFirst()
                .orElseThrow(() -> MlflowError.invalid("Registered model alias " + alias + " not found."));
    }

    private static String path(Matcher matcher) {
        String path = matcher.group("path");
        return path == null ? "" : path.replaceAll("^/+|/+$", "");
    }

    /// However often the dots are written in percents.
    private static boolean leavesItsFolder(String text) {
        String plain = text.replaceAll("(?i)%(?:25)*2e", ".").replaceAll("(?i)%(?:25)*2f", "/");
        return Arrays.asList(plain.split("[/\\\\]")).contains("..")
                || plain.toLowerCase(Locale.ROOT).contains("%00");
    }

    private static void limit(String parameter, @Nullable String text) {
        if (text != null && (text.length() > LENGTH_MOST || text.chars().anyMatch(Character::isISOControl))) {
            throw MlflowError.invalid(
                    parameter, text, "it must have at most " + LENGTH_MOST + " characters and no control characters");
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
