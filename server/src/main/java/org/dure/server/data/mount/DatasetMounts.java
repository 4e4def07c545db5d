package org.dure.server.data.mount;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.MountSource;
import org.dure.server.compute.Mounted;
import org.dure.server.data.Dataset;
import org.dure.server.data.FilePaths;
import org.dure.server.data.PartNames;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The mount kind `dataset`: `dataset` is the id or name of a dataset of the session's project, `version` a number,
/// `part` one visible part; without it all of them, a folder each.
@Component
class DatasetMounts implements MountSource {

    private final DatasetService datasets;
    private final VersionService versions;
    private final MountFolders folders;

    DatasetMounts(DatasetService datasets, VersionService versions, MountFolders folders) {
        this.datasets = datasets;
        this.versions = versions;
        this.folders = folders;
    }

    @Override
    public String kind() {
        return "dataset";
    }

    @Override
    public Mounted resolve(Caller caller, UUID projectId, MountRequest request) {
        String reference = parameter(request, "dataset");
        Dataset dataset = datasets.find(projectId, reference)
                .orElseThrow(() -> new UserError.NotFound("dataset", FilePaths.shown(reference)));
        caller.require(Permission.DATA_READ, projectId, "dataset", dataset.id());
        int number = number(request);
        Version version = versions.find(dataset.id(), number)
                .orElseThrow(
                        () -> new UserError.Invalid(field(request, "version"), "the dataset has no version " + number));
        String part = request.parameters().get("part");
        if (part != null) {
            checkPart(version, field(request, "part"), part);
        }
        Path folder = part == null ? folders.visibleParts(version) : folders.part(version, part);
        return new Mounted(folder, lineage(dataset, version, part));
    }

    private static void checkPart(Version version, String field, String part) {
        PartNames.checkVisible(field, part);
        boolean exists = version.parts().stream().anyMatch(each -> each.name().equals(part));
        if (!exists) {
            throw new UserError.Invalid(
                    field,
                    "version " + version.number() + " has no part " + part + "; it has "
                            + version.parts().stream().map(Version.Part::name).toList());
        }
    }

    private static int number(MountRequest request) {
        String text = parameter(request, "version");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException wrong) {
            throw new UserError.Invalid(
                    field(request, "version"), "must be the number of a version, not " + FilePaths.shown(text));
        }
    }

    private static String parameter(MountRequest request, String name) {
        String value = request.parameters().get(name);
        if (value == null || value.isBlank()) {
            throw new UserError.Invalid(field(request, name), "is missing; a mount of kind dataset needs it");
        }
        return value;
    }

    private static String field(MountRequest request, String name) {
        return "mounts." + request.name() + ".parameters." + name;
    }

    private static Map<String, String> lineage(Dataset dataset, Version version, @Nullable String part) {
        Map<String, String> lineage = new HashMap<>();
        lineage.put("dataset_id", dataset.id().toString());
        lineage.put("dataset", dataset.name());
        lineage.put("version", String.valueOf(version.number()));
        lineage.put("version_id", version.id().toString());
        if (part != null) {
            lineage.put("part", part);
        }
        return lineage;
    }
}
