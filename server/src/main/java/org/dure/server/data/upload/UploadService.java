package org.dure.server.data.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.dure.server.base.DiskErrors;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.data.FileEntry;
import org.dure.server.data.FilePaths;
import org.dure.server.data.Limits;
import org.dure.server.data.PartNames;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.ManifestMaker;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Gathers files into drafts and turns drafts into versions.
///
/// A file counts as arrived when its object is durable and its row committed: whoever is cut off sends that one file
/// again. Only its maker sees a draft. Objects that no version came to name stay in the store; nothing deletes them
/// yet.
@Service
public class UploadService {

    private static final Logger LOG = LoggerFactory.getLogger(UploadService.class);
    private static final Duration LASTS = Duration.ofDays(7);
    private static final int OPEN_MAX = 100;
    private static final int PAGE_MAX = 1000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final UploadRepository uploads;
    private final DatasetService datasets;
    private final VersionService versions;
    private final ManifestMaker maker;
    private final ObjectStore objects;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Path incoming;

    UploadService(
            UploadRepository uploads,
            DatasetService datasets,
            VersionService versions,
            ManifestMaker maker,
            ObjectStore objects,
            TransactionTemplate transaction,
            Clock clock,
            DataFolder folder)
            throws IOException {
        this.uploads = uploads;
        this.datasets = datasets;
        this.versions = versions;
        this.maker = maker;
        this.objects = objects;
        this.transaction = transaction;
        this.clock = clock;
        this.incoming = folder.folder("archives");
        try (Stream<Path> unfinished = Files.list(incoming)) {
            for (Path file : unfinished.toList()) {
                Files.delete(file);
            }
        }
    }

    /// What an archive brought.
    ///
    /// @param skipped entries that systems add by themselves (`__MACOSX`, `.DS_Store`, `Thumbs.db`)
    public record Unpacked(long files, long bytes, long skipped) {}

    @Transactional
    public Upload begin(Caller caller, UUID datasetId) {
        datasets.require(caller, Permission.DATA_WRITE, datasetId);
        if (uploads.countOpen(caller.id()) >= OPEN_MAX) {
            throw new UserError.Conflict("You have " + OPEN_MAX + " open uploads; commit or delete some.");
        }
        UUID id = Ids.next();
        uploads.insert(id, datasetId, caller.id(), caller.name(), expiry());
        return uploads.find(id, caller.id()).orElseThrow();
    }

    public Upload get(Caller caller, UUID id) {
        Upload upload = uploads.find(id, caller.id()).orElseThrow(() -> new UserError.NotFound("upload", id));
        datasets.require(caller, Permission.DATA_WRITE, upload.datasetId());
        return upload;
    }

    /// What has arrived, so that an interrupted client sends the rest.
    Page<FileEntry> files(Caller caller, UUID id, @Nullable String after, int limit) {
        get(caller, id);
        int size = Page.size(limit, PAGE_MAX);
        return Page.of(uploads.files(id, after == null ? "" : after, size + 1), size, FileEntry::key);
    }

    /// @param expected what the sender says the hash is; null where it does not say
    public FileEntry putFile(
            Caller caller,
            UUID id,
            @Nullable String part,
            @Nullable String path,
            @Nullable String expected,
            InputStream body)
            throws IOException {
        requireOpen(get(caller, id));
        String checkedPart = PartNames.check("part", part);
        String checkedPath = FilePaths.check("path", path);
        ObjectStore.Stored stored = objects.put(body, sha256(expected), Limits.USUAL.fileBytes());
        FileEntry entry = new FileEntry(
                checkedPart, checkedPath, stored.sizeBytes(), stored.sha256().hex());
        keep(id, List.of(entry));
        return entry;
    }

    @Transactional
    public void deleteFile(Caller caller, UUID id, @Nullable String part, @Nullable String path) {
        requireOpen(get(caller, id));
        String checkedPath = FilePaths.check("path", path);
        if (!uploads.deleteFile(id, PartNames.check("part", part), checkedPath)) {
            throw new UserError.NotFound("file", FilePaths.shown(checkedPath));
        }
    }

    /// Unpacks a zip, tar or tar.gz: all of it or nothing.
    ///
    /// @param part null where the archive's first folders name the parts
    public Unpacked putArchive(Caller caller, UUID id, @Nullable String part, InputStream body) throws IOException {
        requireOpen(get(caller, id));
        if (part != null) {
            PartNames.check("part", part);
        }
        Path archive = incoming.resolve(Ids.next().toString());
        try {
            receive(body, archive);
            ArchiveUnpacking unpacking = new ArchiveUnpacking(objects, Limits.USUAL, part);
            List<FileEntry> entries = unpacking.unpack(archive);
            keep(id, entries);
            return new Unpacked(
                    entries.size(),
                    entries.stream().mapToLong(FileEntry::sizeBytes).sum(),
                    unpacking.skipped());
        } catch (IOException e) {
            if (DiskErrors.isFull(e)) {
                throw new UserError.DiskFull("The disk of the platform is full; nothing was kept of the archive.");
            }
            throw e;
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    /// Makes a version of what has arrived. Committing again answers with the same version.
    ///
    /// @param baseVersion the number of the version whose other files are kept; null for none
    @Transactional
    public Version commit(Caller caller, UUID id, @Nullable Integer baseVersion, @Nullable String note) {
        Upload upload = get(caller, id);
        Dataset dataset = datasets.require(caller, Permission.DATA_WRITE, upload.datasetId());
        Upload.State state = uploads.lock(id);
        if (state == Upload.State.COMMITTED) {
            UUID made = get(caller, id).versionId();
            return versions.version(java.util.Objects.requireNonNull(made, "a committed upload has a version"));
        }
        requireOpen(get(caller, id));
        ManifestMaker.Plan plan = new ManifestMaker.Plan(
                dataset.id(),
                dataset.projectId(),
                baseVersion,
                note,
                Map.of("source", "upload", "upload", id.toString()),
                null,
                caller.name());
        Version version = maker.make(caller, plan, new ManifestMaker.Addition.OfUpload(id));
        uploads.commit(id, version.id());
        return version;
    }

    @Transactional
    public void discard(Caller caller, UUID id) {
        get(caller, id);
        if (uploads.lock(id) == Upload.State.COMMITTED) {
            throw new UserError.Conflict("The upload is committed; its version stays.");
        }
        uploads.discard(id);
    }

    @Scheduled(fixedRateString = "PT1H", initialDelayString = "PT1M")
    void expire() {
        Integer expired = transaction.execute(status -> uploads.expire(clock.instant()));
        if (expired != null && expired > 0) {
            LOG.info("{} uploads expired that nobody committed", expired);
        }
    }

    private void keep(UUID id, List<FileEntry> entries) {
        long bytes = entries.stream().mapToLong(FileEntry::sizeBytes).sum();
        transaction.executeWithoutResult(status -> {
            if (!uploads.count(id, entries.size(), bytes, Limits.USUAL, expiry())) {
                throw new UserError.Conflict(
                        "The upload is no longer open, or has taken twice of what a version may hold; begin a new one.");
            }
            uploads.putFiles(id, entries);
        });
    }

    private void receive(InputStream body, Path archive) throws IOException {
        long size = 0;
        try (var out = Files.newOutputStream(archive, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                size += read;
                if (size > Limits.USUAL.archiveBytes()) {
                    throw new UserError.TooLarge("An archive may have " + Limits.USUAL.archiveBytes()
                            + " bytes; send the files in several.");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private Instant expiry() {
        return clock.instant().plus(LASTS);
    }

    private static void requireOpen(Upload upload) {
        switch (upload.state()) {
            case OPEN -> {}
            case COMMITTED -> throw new UserError.Conflict("The upload is committed; begin a new one.");
            case DISCARDED -> throw new UserError.Gone("The upload was deleted; begin a new one.");
            case EXPIRED ->
                throw new UserError.Gone("The upload expired at " + upload.expiresAt() + "; begin a new one.");
        }
    }

    private static @Nullable Sha256 sha256(@Nullable String expected) {
        if (expected == null) {
            return null;
        }
        try {
            return new Sha256(expected);
        } catch (IllegalArgumentException wrong) {
            throw new UserError.Invalid("sha256", "must be 64 lowercase hexadecimal digits");
        }
    }
}
