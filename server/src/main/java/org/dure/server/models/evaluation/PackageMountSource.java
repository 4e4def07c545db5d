package org.dure.server.models.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.model.PackageFile;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Folders;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.MountSource;
import org.dure.server.compute.Mounted;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.springframework.stereotype.Component;

/// Gives the platform's evaluations the files of a model version, as a folder of hard links into the object store.
@Component
class PackageMountSource implements MountSource {

    static final String KIND = "package";
    static final String VERSION_ID = "version_id";

    private final ModelService models;
    private final ObjectStore objects;
    private final Path folders;

    PackageMountSource(ModelService models, ObjectStore objects, DataFolder data) {
        this.models = models;
        this.objects = objects;
        this.folders = data.folder("packages");
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Mounted resolve(Caller caller, UUID projectId, MountRequest request) {
        if (caller.kind() != Caller.Kind.PLATFORM) {
            throw new UserError.Denied("Only the platform mounts model packages.");
        }
        ModelVersion version = models.find(UUID.fromString(request.parameters().getOrDefault(VERSION_ID, "")))
                .filter(found -> found.projectId().equals(projectId))
                .orElseThrow(() -> new UserError.NotFound("model version", request.parameters()));
        try {
            return new Mounted(
                    folder(version), Map.of(VERSION_ID, version.id().toString(), "model", version.modelName()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lay out the package of model version " + version.id(), e);
        }
    }

    /// Takes the folder away when its evaluation is over.
    void remove(UUID versionId) throws IOException {
        Folders.delete(folders.resolve(versionId.toString()));
    }

    /// Laid out under another name first: the folder is whole or absent.
    private Path folder(ModelVersion version) throws IOException {
        Path folder = folders.resolve(version.id().toString());
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Path unfinished = Files.createDirectory(folders.resolve(".unfinished-" + Ids.next()));
        try {
            for (PackageFile file : version.files()) {
                Path place = unfinished.resolve(file.path());
                Files.createDirectories(place.resolveSibling(""));
                Files.createLink(place, objects.file(file.hash()));
            }
            Folders.letAllEnter(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(unfinished);
        }
        return folder;
    }
}
