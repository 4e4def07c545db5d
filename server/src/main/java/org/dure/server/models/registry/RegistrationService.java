package org.dure.server.models.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.server.base.UserError;
import org.dure.server.models.ClientSource;
import org.dure.server.models.Lineage;
import org.dure.server.models.ModelRegistrar;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.models.PackageReason;
import org.dure.server.models.VersionContents;
import org.dure.server.models.packages.PackageReader;
import org.dure.server.models.packages.RunLineage;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.artifact.ArtifactService;
import org.dure.server.tracking.artifact.LooseFiles;
import org.dure.server.tracking.loggedmodel.LoggedModel;
import org.dure.server.tracking.loggedmodel.LoggedModelService;
import org.dure.server.tracking.run.RunService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Registers versions that MLflow's clients name by a source. The files that lie there now become the version's, so
/// that
/// it never changes, whatever its run goes on to write. A source that leads to nothing that this project owns is kept
/// as
/// words, as MLflow does; the version has no files then.
@Service
public class RegistrationService {

    /// @param sourceText as the client names it
    public record Registration(
            String sourceText,
            Source source,
            @Nullable String runId,
            @Nullable String loggedModelId,
            @Nullable String runLink,
            @Nullable String description,
            Map<String, String> tags) {}

    private static final String VERSIONS_TAG = "mlflow.modelVersions";
    private static final int VERSIONS_TAG_MOST = 8_000;

    private record Made(String name, int number) {}

    /// @param location where a client fetches the files, where the registry holds none
    private record Found(
            VersionContents contents,
            Lineage lineage,
            @Nullable String runId,
            @Nullable UUID sessionId,
            @Nullable String loggedModelId,
            @Nullable String location) {}

    private final ModelRegistrar registrar;
    private final ModelService versions;
    private final VersionChangeRepository changes;
    private final ChangeLog log;
    private final PackageReader packages;
    private final RunLineage lineages;
    private final RunService runs;
    private final LoggedModelService loggedModels;
    private final ArtifactService artifacts;

    RegistrationService(
            ModelRegistrar registrar,
            ModelService versions,
            VersionChangeRepository changes,
            ChangeLog log,
            PackageReader packages,
            RunLineage lineages,
            RunService runs,
            LoggedModelService loggedModels,
            ArtifactService artifacts) {
        this.registrar = registrar;
        this.versions = versions;
        this.changes = changes;
        this.log = log;
        this.packages = packages;
        this.lineages = lineages;
        this.runs = runs;
        this.loggedModels = loggedModels;
        this.artifacts = artifacts;
    }

    /// @throws UserError.Denied where a session's program names anything but its own run
    @Transactional
    public ModelVersion register(Caller caller, UUID modelId, Registration wanted) {
        ModelChangeRepository.Held model = log.visible(caller, modelId);
        caller.require(Permission.MODELS_REGISTER, model.projectId(), "model", modelId);
        RegistryLimits.tags(wanted.tags());
        String description = RegistryLimits.description(wanted.description());
        Found found = find(caller, model.projectId(), wanted);
        ModelVersion version = registrar.register(
                caller,
                modelId,
                new ClientSource(
                        wanted.sourceText(),
                        found.contents().files().isEmpty() ? found.location() : null,
                        wanted.runLink(),
                        found.loggedModelId(),
                        description),
                found.runId(),
                found.sessionId(),
                found.contents(),
                found.lineage());
        changes.putTags(version.id(), wanted.tags());
        if (wanted.loggedModelId() != null) {
            tellLoggedModel(caller, wanted.loggedModelId(), new Made(model.name(), version.number()));
        }
        return version;
    }

    /// MLflow's pages find the versions made of a logged model by a tag of it.
    private void tellLoggedModel(Caller caller, String id, Made version) {
        Optional<LoggedModel> model = loggedModels.find(caller, id);
        if (model.isEmpty() || model.get().deleted()) {
            return;
        }
        String before = model.get().tags().getOrDefault(VERSIONS_TAG, "[]");
        String one = "{\"name\": %s, \"version\": %d}"
                .formatted(Json.MAPPER.writeValueAsString(version.name()), version.number());
        String list = before.equals("[]") ? "[" : before.substring(0, before.length() - 1) + ", ";
        if (before.endsWith("]") && list.length() < VERSIONS_TAG_MOST) {
            loggedModels.putTags(caller, id, Map.of(VERSIONS_TAG, list + one + "]"));
        }
    }

    private Found find(Caller caller, UUID projectId, Registration wanted) {
        return switch (wanted.source()) {
            case Source.OfRun(String runId, String path) -> ofRun(caller, projectId, wanted, runId, path);
            case Source.OfLoggedModel(String id, String path) -> ofLoggedModel(caller, projectId, wanted, id, path);
            case Source.OfVersion(UUID versionId) -> ofVersion(caller, projectId, wanted, versionId);
            case Source.OfLooseFiles(String path) -> {
                refuseSession(caller);
                yield ofLooseFiles(caller, projectId, wanted, path);
            }
            case Source.Elsewhere() -> {
                refuseSession(caller);
                yield nothing(wanted, nowhere(wanted), wanted.sourceText());
            }
            case Source.OfPrompt() -> {
                refuseSession(caller);
                yield nothing(wanted, Reason.of(PackageReason.SOURCE_IS_PROMPT), wanted.sourceText());
            }
        };
    }

    private Found ofRun(Caller caller, UUID projectId, Registration wanted, String runId, String path) {
        Optional<Run> run = run(caller, projectId, runId);
        requireOwn(caller, run);
        if (run.isEmpty()) {
            return nothing(wanted, nowhere(wanted), wanted.sourceText());
        }
        return new Found(
                contents(runId, path),
                lineages.of(run.get()),
                runId,
                run.get().sessionId(),
                wanted.loggedModelId(),
                wanted.sourceText());
    }

    private Found ofLoggedModel(Caller caller, UUID projectId, Registration wanted, String id, String path) {
        Optional<LoggedModel> model =
                loggedModels.find(caller, id).filter(found -> found.projectId().equals(projectId) && !found.deleted());
        Optional<Run> run = model.flatMap(found -> Optional.ofNullable(found.sourceRunId()))
                .flatMap(made -> run(caller, projectId, made));
        requireOwn(caller, run);
        if (model.isEmpty()) {
            return nothing(wanted, nowhere(wanted), wanted.sourceText());
        }
        return new Found(
                contents(id, path),
                run.map(lineages::of).orElse(Lineage.UNKNOWN),
                run.map(Run::id).orElse(wanted.runId()),
                run.map(Run::sessionId).orElse(null),
                id,
                "mlflow-artifacts:/" + model.get().experimentId() + "/models/" + id + "/artifacts");
    }

    private Found ofVersion(Caller caller, UUID projectId, Registration wanted, UUID versionId) {
        refuseSession(caller);
        Optional<ModelVersion> other =
                versions.find(versionId).filter(found -> found.projectId().equals(projectId));
        if (other.isEmpty()) {
            return nothing(wanted, nowhere(wanted), wanted.sourceText());
        }
        ModelVersion from = other.get();
        String runId = wanted.runId();
        return new Found(
                new VersionContents(from.signature(), from.noPackage(), from.files()),
                from.lineage(),
                runId == null ? from.runId() : runId,
                from.sessionId(),
                from.loggedModelId(),
                from.location());
    }

    private Found ofLooseFiles(Caller caller, UUID projectId, Registration wanted, String path) {
        caller.require(Permission.TRACKING_READ, projectId, "project", projectId);
        VersionContents contents = contents(LooseFiles.of(projectId), path);
        return contents.files().isEmpty()
                ? nothing(wanted, nowhere(wanted), wanted.sourceText())
                : new Found(
                        contents, Lineage.UNKNOWN, wanted.runId(), null, wanted.loggedModelId(), wanted.sourceText());
    }

    private static Found nothing(Registration wanted, Reason why, String location) {
        return new Found(
                VersionContents.without(why, List.of()),
                Lineage.UNKNOWN,
                wanted.runId(),
                null,
                wanted.loggedModelId(),
                location);
    }

    private static Reason nowhere(Registration wanted) {
        return Reason.of(PackageReason.SOURCE_NOWHERE, Map.of("source", wanted.sourceText()));
    }

    private Optional<Run> run(Caller caller, UUID projectId, String runId) {
        return runs.find(caller, runId).filter(run -> run.projectId().equals(projectId));
    }

    private static void requireOwn(Caller caller, Optional<Run> run) {
        if (caller.kind() == Caller.Kind.SESSION
                && run.filter(found -> Objects.equals(found.sessionId(), caller.sessionId()))
                        .isEmpty()) {
            throw new UserError.Denied("A session registers versions of its own run alone.");
        }
    }

    private VersionContents contents(String ownerId, String path) {
        String folder = path.isEmpty() ? "" : path + "/";
        List<PackageFile> files = artifacts.all(ownerId).stream()
                .filter(artifact -> artifact.path().startsWith(folder))
                .map(artifact -> new PackageFile(
                        artifact.path().substring(folder.length()),
                        artifact.sizeBytes(),
                        artifact.sha256().hex()))
                .toList();
        try {
            return packages.contents(files);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the files of " + ownerId, e);
        }
    }

    private static void refuseSession(Caller caller) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session registers versions of its own run alone.");
        }
    }
}
