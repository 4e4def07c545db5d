package org.dure.server.data.content;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.data.FilePaths;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Hands out what is in the visible parts of any version, old or new.
@Service
public class ContentService {

    private static final int PAGE = 1000;
    private static final int CHUNK_BYTES = 1 << 16;

    private final VersionService versions;
    private final DatasetService datasets;
    private final Contents contents;

    ContentService(VersionService versions, DatasetService datasets, Contents contents) {
        this.versions = versions;
        this.datasets = datasets;
        this.contents = contents;
    }

    /// Something on its way out.
    public record Found(Version version, StoredFile file) {}

    public Found find(Caller caller, UUID datasetId, int number, @Nullable String part, @Nullable String path) {
        Version version = versions.get(caller, datasetId, number);
        String checkedPart = PartNames.checkVisible("part", part);
        String checkedPath = FilePaths.check("path", path);
        return versions.file(version.id(), checkedPart, checkedPath)
                .map(file -> new Found(version, file))
                .orElseThrow(() -> new UserError.NotFound("file", FilePaths.shown(checkedPart + "/" + checkedPath)));
    }

    public InputStream open(Found found) throws IOException {
        return contents.open(found.version(), found.file());
    }

    void recordRead(Caller caller, Found found) {
        versions.recordRead(caller, found.version(), found.file().entry().key());
    }

    /// Checks that there is something to pack, and leaves the read in the audit trail.
    ///
    /// @param part null for all visible parts
    Version beginArchive(Caller caller, UUID datasetId, int number, @Nullable String part) {
        Version version = versions.get(caller, datasetId, number);
        if (part != null) {
            PartNames.checkVisible("part", part);
        }
        boolean isEmpty = version.parts().stream()
                .noneMatch(each -> !each.hidden() && (part == null || part.equals(each.name())));
        if (isEmpty) {
            throw new UserError.NotFound("part", part == null ? "that may be seen" : part);
        }
        versions.recordRead(caller, version, part == null ? "all visible parts" : "part " + part);
        return version;
    }

    String archiveName(Caller caller, Version version, @Nullable String part) {
        Dataset dataset = datasets.require(caller, Permission.DATA_READ, version.datasetId());
        return dataset.name() + "-" + version.number() + (part == null ? "" : "-" + part) + ".zip";
    }

    /// Packs file after file as it reads them; the same version always gives the same bytes.
    void writeArchive(Version version, @Nullable String part, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, CHUNK_BYTES));
        String after = "";
        while (true) {
            List<StoredFile> page = versions.visibleFiles(version.id(), part, List.of(), after, PAGE);
            for (StoredFile file : page) {
                ZipEntry entry = new ZipEntry(file.entry().key());
                entry.setTimeLocal(
                        version.createdAt().atZone(java.time.ZoneOffset.UTC).toLocalDateTime());
                zip.putNextEntry(entry);
                try (InputStream in = contents.open(version, file)) {
                    in.transferTo(zip);
                }
                zip.closeEntry();
            }
            if (page.size() < PAGE) {
                zip.finish();
                zip.flush();
                return;
            }
            after = page.getLast().entry().key();
        }
    }
}
