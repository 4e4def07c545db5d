package org.dure.server.data.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dure.base.Ids;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.data.Limits;
import org.dure.server.data.PartNames;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.ManifestMaker;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes versions of folders that stay where they are, below the folders that the settings allow. For administrators:
/// what lies there belongs to no project.
@Service
public class ReferenceService {

    private static final Logger LOG = LoggerFactory.getLogger(ReferenceService.class);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration CLAIM = Duration.ofSeconds(60);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
    private static final int NOTE_CHARACTERS_MAX = 2_000;

    private final ReferenceRepository scans;
    private final DatasetService datasets;
    private final ManifestMaker maker;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final List<Path> roots;
    private final UUID worker = Ids.next();
    private final AtomicBoolean working = new AtomicBoolean();

    ReferenceService(
            ReferenceRepository scans,
            DatasetService datasets,
            ManifestMaker maker,
            Audit audit,
            TransactionTemplate transaction,
            Clock clock,
            Settings settings) {
        this.scans = scans;
        this.datasets = datasets;
        this.maker = maker;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
        this.roots = settings.referenceRoots();
    }

    /// @param folder absolute
    /// @param part   the part that the whole folder is to be; null where its own first folders are the parts
    @Transactional
    public ReferenceScan begin(
            Caller caller, UUID datasetId, @Nullable String folder, @Nullable String part, @Nullable String note) {
        Dataset dataset = datasets.require(caller, Permission.DATA_WRITE, datasetId);
        caller.requireAdministrator();
        Path real = allowed(folder);
        if (part != null) {
            PartNames.check("part", part);
        }
        String text = note == null ? "" : note;
        if (text.length() > NOTE_CHARACTERS_MAX) {
            throw new UserError.Invalid("note", "has more than " + NOTE_CHARACTERS_MAX + " characters");
        }
        UUID id = Ids.next();
        scans.insert(
                id,
                datasetId,
                real.toString(),
                part,
                text,
                caller.name(),
                clock.instant().plus(LONGEST));
        audit.record(
                caller,
                dataset.projectId(),
                "data.reference_asked",
                "dataset " + dataset.name(),
                Map.of("folder", real.toString()));
        return scans.find(id).orElseThrow();
    }

    /// For administrators, as what goes wrong may name files that are to be hidden.
    public ReferenceScan get(Caller caller, UUID id) {
        ReferenceScan scan = scans.find(id).orElseThrow(() -> new UserError.NotFound("reference", id));
        datasets.require(caller, Permission.DATA_READ, scan.datasetId());
        caller.requireAdministrator();
        return scan;
    }

    /// Looks for work, which is done beside: the scheduler has other things to do.
    @Scheduled(fixedDelayString = "PT0.5S")
    void work() {
        if (working.compareAndSet(false, true)) {
            Thread.ofVirtual().name("reference-scan").start(() -> {
                try {
                    scans.claim(worker, clock.instant(), clock.instant().plus(CLAIM))
                            .ifPresent(this::scan);
                } finally {
                    working.set(false);
                }
            });
        }
    }

    private void scan(ReferenceScan scan) {
        try {
            Path folder = allowed(scan.folder());
            if (!folder.toString().equals(scan.folder())) {
                throw new UserError.Invalid("folder", "has become a link since it was named");
            }
            Reporter reporter = new Reporter(scan);
            List<ManifestMaker.NewFile> files = FolderManifest.of(folder, scan.part(), Limits.USUAL, reporter);
            transaction.executeWithoutResult(status -> finish(scan, files));
        } catch (ClaimLostException another) {
            LOG.warn("Another worker has taken over the scan {}", scan.id());
        } catch (UserError wrong) {
            scans.end(scan.id(), worker, ReferenceScan.State.FAILED, String.valueOf(wrong.getMessage()), null);
        } catch (IOException unreadable) {
            String reason = "The folder cannot be read: " + unreadable;
            scans.end(scan.id(), worker, ReferenceScan.State.FAILED, reason, null);
        } catch (RuntimeException failure) {
            // Left claimed: once the claim has run out, it is tried again until its deadline.
            LOG.error("The scan {} failed and will be tried again", scan.id(), failure);
        }
    }

    private void finish(ReferenceScan scan, List<ManifestMaker.NewFile> files) {
        Dataset dataset = datasets.find(scan.datasetId()).orElseThrow();
        ManifestMaker.Plan plan = new ManifestMaker.Plan(
                dataset.id(),
                dataset.projectId(),
                null,
                scan.note(),
                Map.of("source", "reference", "folder", scan.folder()),
                new Version.Reference(scan.folder(), scan.part()),
                scan.createdBy());
        Version version = maker.make(Caller.platform(), plan, new ManifestMaker.Addition.OfFiles(files));
        if (!scans.end(scan.id(), worker, ReferenceScan.State.DONE, "", version.id())) {
            throw new ClaimLostException();
        }
    }

    private Path allowed(@Nullable String folder) {
        if (folder == null || folder.isBlank()) {
            throw new UserError.Invalid("folder", "is missing; name an absolute folder of the platform's machine");
        }
        try {
            Path real = Path.of(folder).toRealPath();
            for (Path root : roots) {
                if (Files.isDirectory(root) && real.startsWith(root.toRealPath()) && Files.isDirectory(real)) {
                    return real;
                }
            }
        } catch (IOException | InvalidPathException absent) {
            throw notAllowed();
        }
        throw notAllowed();
    }

    private UserError.Invalid notAllowed() {
        return new UserError.Invalid(
                "folder",
                roots.isEmpty()
                        ? "the settings allow no folder to be referred to (dure.reference-roots)"
                        : "must be an existing folder below one of " + roots);
    }

    /// Writes the progress down once a second, and with it keeps the claim.
    private final class Reporter implements FolderManifest.Progress {

        private final ReferenceScan scan;
        private Instant next = Instant.MIN;

        Reporter(ReferenceScan scan) {
            this.scan = scan;
        }

        @Override
        public void at(long files, long bytes) {
            Instant now = clock.instant();
            if (now.isBefore(next)) {
                return;
            }
            next = now.plus(BETWEEN_REPORTS);
            if (now.isAfter(scan.deadline())) {
                throw new UserError.Invalid("folder", "took longer than " + LONGEST.toHours() + " hours to read");
            }
            if (!scans.progress(scan.id(), worker, files, bytes, now.plus(CLAIM))) {
                throw new ClaimLostException();
            }
        }
    }

    private static final class ClaimLostException extends RuntimeException {}
}
