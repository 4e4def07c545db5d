package org.dure.server.tracking.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.base.DurableFiles;
import org.dure.base.Ids;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.dure.server.base.DiskErrors;
import org.dure.server.base.Folders;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/// Large files in parts, which may be sent side by side, in any order and again. A part that was acknowledged survives
/// a
/// crash; what nobody completes within a day is deleted.
@Service
public class MultipartService {

    private static final Logger LOG = LoggerFactory.getLogger(MultipartService.class);

    static final int PARTS_MOST = 10_000;
    private static final long PART_BYTES_MOST = 1L << 30;
    private static final int OPEN_MOST = 100;
    private static final Duration KEPT = Duration.ofDays(1);

    /// An upload that has begun.
    ///
    /// @param secret what lets its parts be sent without a sign-in; told this once
    public record Begun(String id, String secret, int parts) {}

    private final MultipartRepository uploads;
    private final ArtifactService artifacts;
    private final Clock clock;
    private final Path root;

    MultipartService(MultipartRepository uploads, ArtifactService artifacts, Clock clock, DataFolder folder)
            throws IOException {
        this.uploads = uploads;
        this.artifacts = artifacts;
        this.clock = clock;
        this.root = folder.folder("multipart");
    }

    /// @throws UserError.Invalid where there are to be none or too many parts
    public Begun begin(Caller caller, String ownerId, String path, int parts) throws IOException {
        if (parts < 1 || parts > PARTS_MOST) {
            throw new UserError.Invalid("num_parts", "Invalid number of parts: 1 to " + PARTS_MOST + " may be sent");
        }
        artifacts.requirePut(caller, ownerId, path);
        if (uploads.countOpen(ownerId) >= OPEN_MOST) {
            throw new UserError.TooMany(
                    "There are " + OPEN_MOST + " uploads in parts already; complete or abort some.", 60);
        }
        String secret = Secrets.token("upload_");
        MultipartUpload upload = new MultipartUpload(
                UUID.randomUUID().toString().replace("-", ""), ownerId, path, Sha256.of(secret), parts, false);
        Files.createDirectory(root.resolve(upload.id()));
        DurableFiles.syncFolder(root);
        uploads.insert(upload, clock.instant());
        return new Begun(upload.id(), secret, parts);
    }

    /// Keeps a part; the same number again replaces it.
    ///
    /// @return the hash of its bytes
    /// @throws UserError.NotFound where there is no open upload of that id and secret
    public Sha256 put(String id, String secret, int number, InputStream in) throws IOException {
        MultipartUpload upload = uploads.find(id)
                .filter(found -> !found.completed()
                        && Secrets.same(found.secret().hex(), Sha256.of(secret).hex()))
                .orElseThrow(() -> new UserError.NotFound("upload", id));
        if (number < 1 || number > upload.parts()) {
            throw new UserError.Invalid("part", "Invalid part number: there are 1 to " + upload.parts());
        }
        uploads.touch(id, clock.instant());
        Path folder = root.resolve(id);
        Path unfinished = folder.resolve("." + Ids.next());
        try {
            Sha256 sha256 = PartFile.write(in, unfinished, PART_BYTES_MOST);
            Files.move(
                    unfinished,
                    folder.resolve(String.valueOf(number)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncFolder(folder);
            return sha256;
        } catch (NoSuchFileException aborted) {
            throw new UserError.NotFound("upload", id);
        } catch (IOException e) {
            if (DiskErrors.isFull(e)) {
                throw new UserError.DiskFull("The disk of the platform is full; the part was not kept.");
            }
            throw e;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /// Makes the parts an artifact. Completing what is completed changes nothing.
    ///
    /// @param sent what the caller says to have sent: by place, from part 1 on
    /// @throws UserError.Invalid where a part is missing, or is not the one that the caller has sent
    public void complete(Caller caller, String ownerId, String path, String id, List<Sha256> sent) throws IOException {
        MultipartUpload upload = own(caller, ownerId, path, id);
        if (upload.completed()) {
            return;
        }
        if (sent.size() != upload.parts()) {
            throw new UserError.Invalid(
                    "parts", "Invalid parts: there are to be " + upload.parts() + ", not " + sent.size());
        }
        List<Path> files = new ArrayList<>();
        for (int number = 1; number <= upload.parts(); number++) {
            Path file = root.resolve(id).resolve(String.valueOf(number));
            if (!Files.isRegularFile(file) || !Sha256.of(file).equals(sent.get(number - 1))) {
                throw new UserError.Invalid(
                        "parts", "Invalid parts: part " + number + " has not arrived as it was sent");
            }
            files.add(file);
        }
        List<InputStream> streams = new ArrayList<>();
        try {
            for (Path file : files) {
                streams.add(new PartFile(file));
            }
            artifacts.put(caller, ownerId, path, new SequenceInputStream(Collections.enumeration(streams)));
        } finally {
            for (InputStream stream : streams) {
                stream.close();
            }
        }
        uploads.complete(id);
        Folders.delete(root.resolve(id));
    }

    /// Aborting what is not there changes nothing.
    public void abort(Caller caller, String ownerId, String path, String id) throws IOException {
        if (uploads.find(id).isEmpty()) {
            return;
        }
        own(caller, ownerId, path, id);
        uploads.delete(id);
        Folders.delete(root.resolve(id));
    }

    private MultipartUpload own(Caller caller, String ownerId, String path, String id) {
        artifacts.requirePut(caller, ownerId, path);
        return uploads.find(id)
                .filter(upload ->
                        upload.ownerId().equals(ownerId) && upload.path().equals(path))
                .orElseThrow(() -> new UserError.NotFound("upload", id));
    }

    /// Deletes what nobody completed within a day, and folders that a crash has left without a row.
    @Scheduled(fixedRateString = "PT1H", initialDelayString = "PT1M")
    void expire() throws IOException {
        Set<String> there = new HashSet<>();
        try (Stream<Path> folders = Files.list(root)) {
            folders.forEach(folder -> there.add(folder.getFileName().toString()));
        }
        uploads.deleteUntouchedSince(clock.instant().minus(KEPT));
        uploads.open().forEach(there::remove);
        for (String abandoned : there) {
            Path folder = root.resolve(abandoned);
            // One that is just being made has no row yet.
            if (Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(clock.instant().minus(Duration.ofHours(1)))) {
                Folders.delete(folder);
                LOG.info("Deleted the parts of the upload {} that nobody completed", abandoned);
            }
        }
    }
}
