package org.dure.server.data.version;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.UserError;
import org.dure.server.data.FileEntry;
import org.dure.server.data.Limits;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.dure.server.data.VersionMade;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Makes versions: the one place where manifests come to be, and where their rules are checked.
@Service
public class ManifestMaker {

    private static final int NOTE_CHARACTERS_MAX = 2_000;

    private final ManifestRepository manifests;
    private final VersionRepository versions;
    private final Audit audit;
    private final ApplicationEventPublisher events;

    ManifestMaker(
            ManifestRepository manifests, VersionRepository versions, Audit audit, ApplicationEventPublisher events) {
        this.manifests = manifests;
        this.versions = versions;
        this.audit = audit;
        this.events = events;
    }

    /// What a new version is to be.
    ///
    /// @param baseVersion the number of the version whose other files it keeps; null for none
    /// @param createdBy   the person, where the platform acts for one
    public record Plan(
            UUID datasetId,
            UUID projectId,
            @Nullable Integer baseVersion,
            @Nullable String note,
            Map<String, String> provenance,
            Version.@Nullable Reference reference,
            String createdBy) {}

    /// @param referenceModifiedAt as in `StoredFile`
    public record NewFile(FileEntry entry, @Nullable Instant referenceModifiedAt) {}

    /// The files that are new in the version.
    public sealed interface Addition {

        /// Their bytes lie in the object store, or in the version's reference folder.
        record OfFiles(List<NewFile> files) implements Addition {}

        /// All that a draft has taken.
        record OfUpload(UUID uploadId) implements Addition {}
    }

    /// @throws UserError.Conflict where the parts are not disjoint, or a path is both a file and a folder
    @Transactional
    public Version make(Caller caller, Plan plan, Addition addition) {
        String note = plan.note() == null ? "" : plan.note();
        if (note.length() > NOTE_CHARACTERS_MAX) {
            throw new UserError.Invalid("note", "has more than " + NOTE_CHARACTERS_MAX + " characters");
        }
        int number = manifests.lock(plan.datasetId());
        manifests.liftLimit();
        Version base = plan.baseVersion() == null ? null : base(plan.datasetId(), plan.baseVersion());
        Version.Reference reference = plan.reference() == null && base != null ? base.reference() : plan.reference();
        UUID id = Ids.next();
        manifests.insertVersion(
                id, plan.datasetId(), number, note, plan.provenance(), plan.baseVersion(), reference, plan.createdBy());
        switch (addition) {
            case Addition.OfFiles added ->
                manifests.addFiles(
                        id,
                        added.files().stream()
                                .map(file -> new StoredFile(file.entry(), number, file.referenceModifiedAt()))
                                .toList());
            case Addition.OfUpload upload -> manifests.addUpload(id, number, upload.uploadId());
        }
        if (base != null) {
            manifests.addBase(id, base.id());
        }
        check(id);
        manifests.complete(id, plan.datasetId());
        Version version = versions.find(id).orElseThrow();
        checkSize(version);
        audit.record(
                caller,
                plan.projectId(),
                "data.version_made",
                "dataset " + plan.datasetId(),
                Map.of("version", number, "for", plan.createdBy()));
        events.publishEvent(new VersionMade(id, plan.datasetId(), plan.projectId()));
        return version;
    }

    private Version base(UUID datasetId, int number) {
        return versions.find(datasetId, number)
                .orElseThrow(() -> new UserError.Invalid("base_version", "the dataset has no version " + number));
    }

    private static void checkSize(Version version) {
        long files = version.parts().stream().mapToLong(Version.Part::files).sum();
        long bytes = version.parts().stream().mapToLong(Version.Part::bytes).sum();
        if (files == 0) {
            throw new UserError.Conflict("A version needs at least one file.");
        }
        if (files > Limits.USUAL.files() || bytes > Limits.USUAL.versionBytes()) {
            throw new UserError.TooLarge("The version would have " + files + " files and " + bytes
                    + " bytes; allowed are " + Limits.USUAL.files() + " files and " + Limits.USUAL.versionBytes()
                    + " bytes.");
        }
    }

    private void check(UUID versionId) {
        manifests.fileAsFolder(versionId).ifPresent(clash -> {
            throw new UserError.Conflict(
                    isHidden(clash)
                            ? "In the part hidden, a path is both a file and a folder."
                            : "\"" + clash.leftPart() + "/" + clash.leftPath()
                                    + "\" is both a file and the folder of \"" + clash.rightPart() + "/"
                                    + clash.rightPath() + "\".");
        });
        manifests.hiddenBefore(versionId).ifPresent(clash -> {
            throw new UserError.Conflict("\"" + clash.leftPart() + "/" + clash.leftPath()
                    + "\" cannot be taken: its content is kept hidden in this dataset, to judge models.");
        });
        manifests.sharedByParts(versionId).ifPresent(clash -> {
            throw new UserError.Conflict("\"" + clash.leftPart() + "/" + clash.leftPath() + "\" and \""
                    + clash.rightPart() + "/" + clash.rightPath()
                    + "\" have the same content; the parts of a version must not share any.");
        });
        manifests.seenBefore(versionId).ifPresent(clash -> {
            throw new UserError.Conflict("\"" + clash.leftPart() + "/" + clash.leftPath()
                    + "\" cannot be hidden: its content was to be seen as \"" + clash.rightPart() + "/"
                    + clash.rightPath() + "\". Make a new dataset for it.");
        });
    }

    private static boolean isHidden(ManifestRepository.Clash clash) {
        return PartNames.isHidden(clash.leftPart());
    }
}
