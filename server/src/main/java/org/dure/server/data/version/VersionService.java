package org.dure.server.data.version;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.data.FileEntry;
import org.dure.server.data.FilePaths;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Finds versions, tells what is in them, and adds to them by making new ones.
@Service
@NamedInterface("version")
public class VersionService {

    private static final int PAGE_MAX = 1000;

    private final VersionRepository versions;
    private final DatasetService datasets;
    private final ManifestMaker maker;
    private final ObjectStore objects;
    private final Audit audit;

    VersionService(
            VersionRepository versions,
            DatasetService datasets,
            ManifestMaker maker,
            ObjectStore objects,
            Audit audit) {
        this.versions = versions;
        this.datasets = datasets;
        this.maker = maker;
        this.objects = objects;
        this.audit = audit;
    }

    /// Without a caller, for the platform's own work.
    ///
    /// @throws UserError.NotFound where there is no such version
    public Version version(UUID versionId) {
        return versions.find(versionId).orElseThrow(() -> new UserError.NotFound("version", versionId));
    }

    /// Without a caller, for the platform's own work.
    public Optional<Version> find(UUID datasetId, int number) {
        return versions.find(datasetId, number);
    }

    public Version get(Caller caller, UUID datasetId, int number) {
        datasets.require(caller, Permission.DATA_READ, datasetId);
        return versions.find(datasetId, number).orElseThrow(() -> new UserError.NotFound("version", number));
    }

    public Page<Version> list(Caller caller, UUID datasetId, @Nullable Integer after, int limit) {
        datasets.require(caller, Permission.DATA_READ, datasetId);
        int size = Page.size(limit, PAGE_MAX);
        return Page.of(versions.list(datasetId, after, size + 1), size, version -> String.valueOf(version.number()));
    }

    /// A part's files with their true paths, for the platform's own work. They are in the order in which the part is
    /// mounted: a hidden part's file number n (from 0) is mounted as `n.<extension>`.
    public List<FileEntry> files(UUID versionId, String part) {
        return inMountOrder(versionId, part).stream().map(StoredFile::entry).toList();
    }

    /// For the platform's own work: by path; a hidden part by content, for the order of its paths would give its labels
    /// away.
    public List<StoredFile> inMountOrder(UUID versionId, String part) {
        List<StoredFile> byPath = versions.files(versionId, part);
        return PartNames.isHidden(part)
                ? byPath.stream()
                        .sorted(java.util.Comparator.comparing(
                                (StoredFile file) -> file.entry().sha256()))
                        .toList()
                : byPath;
    }

    /// One file, for who has asked for permission already.
    public Optional<StoredFile> file(UUID versionId, String part, String path) {
        return versions.file(versionId, part, path);
    }

    /// What lies in the visible parts, for who has asked for permission already.
    ///
    /// @param part     null for all visible parts
    /// @param suffixes what one of which the path ends with, in lowercase; empty for any
    /// @param after    the key of the last file before; empty for none
    public List<StoredFile> visibleFiles(
            UUID versionId, @Nullable String part, List<String> suffixes, String after, int limit) {
        return versions.visibleFiles(versionId, part, "", suffixes, after, limit);
    }

    /// @param part  null for all visible parts
    /// @param after the `next` of the page before; null for the first
    Page<StoredFile> files(
            Caller caller,
            UUID datasetId,
            int number,
            @Nullable String part,
            @Nullable String prefix,
            @Nullable String after,
            int limit) {
        Version version = get(caller, datasetId, number);
        if (part != null) {
            PartNames.checkVisible("part", part);
        }
        int size = Page.size(limit, PAGE_MAX);
        List<StoredFile> rows = versions.visibleFiles(
                version.id(), part, prefix == null ? "" : prefix, List.of(), after == null ? "" : after, size + 1);
        return Page.of(rows, size, file -> file.entry().key());
    }

    /// Between the visible parts of two versions of a dataset.
    Page<Difference> differences(Caller caller, UUID datasetId, int from, int to, @Nullable String after, int limit) {
        Version fromVersion = get(caller, datasetId, from);
        Version toVersion = get(caller, datasetId, to);
        int size = Page.size(limit, PAGE_MAX);
        List<Difference> rows =
                versions.differences(fromVersion.id(), toVersion.id(), after == null ? "" : after, size + 1);
        return Page.of(rows, size, difference -> difference.part() + "/" + difference.path());
    }

    /// A new version: all of `baseVersion`, and `added` in its part `part`. Where a path is there already, the new file
    /// takes its place. The bytes must lie in the object store.
    ///
    /// @param provenance where the added files came from
    /// @throws UserError.Conflict where the content stands in another part, or is hidden in the dataset
    @Transactional
    public Version addToPart(
            Caller caller,
            UUID datasetId,
            int baseVersion,
            String part,
            List<FileEntry> added,
            String note,
            Map<String, String> provenance) {
        Dataset dataset = datasets.require(caller, Permission.DATA_WRITE, datasetId);
        PartNames.check("part", part);
        List<FileEntry> entries = added.stream()
                .map(entry -> new FileEntry(
                        part, FilePaths.check("path", entry.path()), entry.sizeBytes(), checkStored(entry)))
                .toList();
        ManifestMaker.Plan plan = new ManifestMaker.Plan(
                datasetId, dataset.projectId(), baseVersion, note, provenance, null, caller.name());
        return maker.make(
                caller,
                plan,
                new ManifestMaker.Addition.OfFiles(entries.stream()
                        .map(entry -> new ManifestMaker.NewFile(entry, null))
                        .toList()));
    }

    /// Leaves in the audit trail who took which files away.
    public void recordRead(Caller caller, Version version, String what) {
        audit.record(
                caller,
                version.projectId(),
                "data.downloaded",
                "dataset " + version.datasetId(),
                Map.of("version", version.number(), "what", what));
    }

    private String checkStored(FileEntry entry) {
        if (!objects.has(new Sha256(entry.sha256()))) {
            throw new IllegalArgumentException("No object is stored for " + entry.path());
        }
        return entry.sha256();
    }
}
