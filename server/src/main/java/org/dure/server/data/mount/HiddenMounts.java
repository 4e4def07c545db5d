package org.dure.server.data.mount;

import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.MountSource;
import org.dure.server.compute.Mounted;
import org.dure.server.data.PartNames;
import org.dure.server.data.Version;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.springframework.stereotype.Component;

/// The mount kind `hidden`, for the platform's own evaluations alone: the part `part` (usually `hidden`) of the version
/// `version_id` as files `0.<extension>`, `1.<extension>`, … The number is the place in `VersionService.files`, so
/// that predictions are joined with labels here, where no program is.
@Component
class HiddenMounts implements MountSource {

    private final VersionService versions;
    private final MountFolders folders;
    private final Audit audit;

    HiddenMounts(VersionService versions, MountFolders folders, Audit audit) {
        this.versions = versions;
        this.folders = folders;
        this.audit = audit;
    }

    @Override
    public String kind() {
        return "hidden";
    }

    @Override
    public Mounted resolve(Caller caller, UUID projectId, MountRequest request) {
        if (caller.kind() != Caller.Kind.PLATFORM) {
            throw new UserError.Denied("The hidden part judges models; no session may mount it.");
        }
        UUID versionId = UUID.fromString(String.valueOf(request.parameters().get("version_id")));
        Version version = versions.version(versionId);
        String part = request.parameters().getOrDefault("part", PartNames.HIDDEN);
        boolean isThere = version.projectId().equals(projectId)
                && PartNames.isHidden(part)
                && version.parts().stream().anyMatch(each -> each.name().equals(part));
        if (!isThere) {
            throw new UserError.NotFound("hidden part", versionId + " " + part);
        }
        audit.record(
                caller,
                projectId,
                "data.hidden_mounted",
                "dataset " + version.datasetId(),
                Map.of("version", version.number(), "mount", request.name()));
        return new Mounted(folders.part(version, part), Map.of("version_id", versionId.toString(), "part", part));
    }
}
