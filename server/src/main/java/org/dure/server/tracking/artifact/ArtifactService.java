package org.dure.server.tracking.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.loggedmodel.LoggedModelService;
import org.dure.server.tracking.run.RunAccess;
import org.dure.server.tracking.run.RunRepository;
import org.dure.server.tracking.trace.TraceLimits;
import org.dure.server.tracking.trace.TraceService;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Files of runs, of logged models and traces, and of projects (`LooseFiles`): rows that name objects.
@Service
public class ArtifactService {

    private static final int FILES_MOST = 20_000;
    private static final long FILE_BYTES_MOST = 20L << 30;

    /// A file or folder directly below a folder.
    ///
    /// @param path      from the owner's root
    /// @param sizeBytes null for a folder
    public record Entry(String path, @Nullable Long sizeBytes) {
        public boolean isFolder() {
            return sizeBytes == null;
        }
    }

    private final ArtifactRepository artifacts;
    private final RunRepository runs;
    private final RunAccess runAccess;
    private final LoggedModelService models;
    private final KeptFiles kept;
    private final TraceService traces;
    private final ObjectStore objects;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    ArtifactService(
            ArtifactRepository artifacts,
            RunRepository runs,
            RunAccess runAccess,
            LoggedModelService models,
            KeptFiles kept,
            TraceService traces,
            ObjectStore objects,
            ApplicationEventPublisher events,
            TransactionTemplate transaction) {
        this.artifacts = artifacts;
        this.runs = runs;
        this.runAccess = runAccess;
        this.models = models;
        this.kept = kept;
        this.traces = traces;
        this.objects = objects;
        this.events = events;
        this.transaction = transaction;
    }

    /// Stores a file and replaces what stood there. No database connection is held while the bytes arrive.
    ///
    /// @param ownerId a run's, a logged model's or a trace's id, or that of loose files
    public Artifact put(Caller caller, String ownerId, String path, InputStream in) throws IOException {
        ArtifactPath.check(path);
        transaction.executeWithoutResult(status -> requireWrite(caller, ownerId));
        ObjectStore.Stored stored = objects.put(in, null, FILE_BYTES_MOST);
        Artifact artifact = new Artifact(path, stored.sizeBytes(), stored.sha256());
        transaction.executeWithoutResult(status -> {
            requireWrite(caller, ownerId);
            requirePlace(ownerId, path);
            keep(ownerId, artifact);
        });
        return artifact;
    }

    /// Whether `put` would take a file there, but for its bytes.
    ///
    /// @throws UserError where it would not
    void requirePut(Caller caller, String ownerId, String path) {
        ArtifactPath.check(path);
        transaction.executeWithoutResult(status -> {
            requireWrite(caller, ownerId);
            requirePlace(ownerId, path);
        });
    }

    /// Makes a session's output an artifact of its run, within the caller's transaction.
    public void putOutput(String runId, String path, long sizeBytes, Sha256 sha256) {
        keep(runId, new Artifact(path, sizeBytes, sha256));
    }

    private void keep(String ownerId, Artifact artifact) {
        artifacts.put(ownerId, artifact);
        events.publishEvent(new ArtifactKept(ownerId, artifact));
    }

    /// @param ownerId also of what `KeptFiles` keeps
    /// @throws UserError.NotFound where there is no such file that the caller may see
    public Artifact get(Caller caller, String ownerId, String path) {
        ArtifactPath.check(path);
        Optional<List<Artifact>> others = kept.files(caller, ownerId);
        if (others.isPresent()) {
            return others.get().stream()
                    .filter(artifact -> artifact.path().equals(path))
                    .findFirst()
                    .orElseThrow(() -> new UserError.NotFound("artifact", path));
        }
        requireRead(caller, ownerId);
        return artifacts.find(ownerId, path).orElseThrow(() -> new UserError.NotFound("artifact", path));
    }

    public InputStream open(Artifact artifact) throws IOException {
        return objects.open(artifact.sha256());
    }

    /// What lies directly in a folder; a file's path answers with nothing, as MLflow's server does.
    ///
    /// @param folder empty for the root
    public List<Entry> list(Caller caller, String ownerId, String folder) {
        String before = folder.isEmpty() ? "" : ArtifactPath.check(folder) + "/";
        Optional<List<Artifact>> others = kept.files(caller, ownerId);
        if (others.isEmpty()) {
            requireRead(caller, ownerId);
        }
        List<Artifact> below = others.map(files -> files.stream()
                        .filter(artifact -> artifact.path().startsWith(before))
                        .toList())
                .orElseGet(() -> artifacts.below(ownerId, folder, FILES_MOST));
        int root = before.length();
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Artifact artifact : below) {
            int slash = artifact.path().indexOf('/', root);
            String path = slash < 0 ? artifact.path() : artifact.path().substring(0, slash);
            entries.putIfAbsent(path, new Entry(path, slash < 0 ? artifact.sizeBytes() : null));
        }
        return List.copyOf(entries.values());
    }

    /// All files, by path.
    public List<Artifact> all(Caller caller, String ownerId) {
        requireRead(caller, ownerId);
        return all(ownerId);
    }

    /// All files, by path, for other features' background work: no caller is asked.
    public List<Artifact> all(String ownerId) {
        return artifacts.below(ownerId, "", FILES_MOST);
    }

    /// A file, or a folder with all below it. Deleting what is not there changes nothing.
    public void delete(Caller caller, String ownerId, String path) {
        ArtifactPath.check(path);
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session deletes nothing.");
        }
        transaction.executeWithoutResult(status -> {
            requireWrite(caller, ownerId);
            artifacts.delete(ownerId, path);
        });
    }

    private void requirePlace(String ownerId, String path) {
        if (artifacts.count(ownerId) >= FILES_MOST
                && artifacts.find(ownerId, path).isEmpty()) {
            throw new UserError.Invalid("path", "there are " + FILES_MOST + " files already, the most that may be");
        }
        if (artifacts.anyFile(ownerId, ArtifactPath.above(path))
                || !artifacts.below(ownerId, path, 1).isEmpty()) {
            throw new UserError.Invalid("path", path + " would be a file and a folder at once");
        }
    }

    private void requireWrite(Caller caller, String ownerId) {
        Optional<UUID> loose = LooseFiles.project(ownerId);
        if (loose.isPresent()) {
            LooseFiles.requireWrite(caller, loose.get());
        } else if (LoggedModelService.isId(ownerId)) {
            models.requireWrite(caller, ownerId);
        } else if (TraceLimits.isId(ownerId)) {
            traces.requireWrite(caller, ownerId);
        } else {
            runAccess.forLogging(caller, ownerId);
        }
    }

    private void requireRead(Caller caller, String ownerId) {
        Optional<UUID> loose = LooseFiles.project(ownerId);
        if (loose.isPresent()) {
            LooseFiles.requireRead(caller, loose.get());
            return;
        }
        if (LoggedModelService.isId(ownerId)) {
            if (models.find(caller, ownerId).isEmpty()) {
                throw new UserError.NotFound("logged model", ownerId);
            }
            return;
        }
        if (TraceLimits.isId(ownerId)) {
            traces.get(caller, ownerId);
            return;
        }
        Optional<RunRepository.Handle> run = runs.find(ownerId);
        if (run.isEmpty() || !caller.may(Permission.TRACKING_READ, run.get().projectId())) {
            throw new UserError.NotFound("run", ownerId);
        }
    }
}
