package org.dure.server.serving.correction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.Sha256;
import org.dure.base.model.Picture;
import org.dure.base.model.Signature;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.data.FileEntry;
import org.dure.server.data.Version;
import org.dure.server.data.dataset.DatasetService;
import org.dure.server.data.version.VersionService;
import org.dure.server.models.ModelService;
import org.dure.server.people.Caller;
import org.dure.server.people.Role;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.serving.ServingReason;
import org.dure.server.serving.endpoint.Endpoint;
import org.dure.server.serving.endpoint.EndpointService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Carries accepted corrections into a new version of the problem's dataset.
///
/// The acceptance is a row before anything is done. All that is done, the version included, is one transaction, so that
/// a `server` killed at any moment has done all or nothing, and does it when it is back.
@Service
class AcceptanceService {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptanceService.class);

    /// By then the request that made it has carried it out, or is no more.
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(10);

    private static final Duration GIVEN_UP = Duration.ofHours(1);
    private static final int PICTURE_BYTES_MAX = 64 << 20;
    private static final int REQUESTS_NAMED_MAX = 1_000;

    private final AcceptanceRepository acceptances;
    private final CorrectionRepository corrections;
    private final EndpointService endpoints;
    private final ModelService models;
    private final ProblemService problems;
    private final DatasetService datasets;
    private final VersionService versions;
    private final HiddenPictures hidden;
    private final ObjectStore objects;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AcceptanceService(
            AcceptanceRepository acceptances,
            CorrectionRepository corrections,
            EndpointService endpoints,
            ModelService models,
            ProblemService problems,
            DatasetService datasets,
            VersionService versions,
            HiddenPictures hidden,
            ObjectStore objects,
            TransactionTemplate transactions,
            Clock clock) {
        this.acceptances = acceptances;
        this.corrections = corrections;
        this.endpoints = endpoints;
        this.models = models;
        this.problems = problems;
        this.datasets = datasets;
        this.versions = versions;
        this.hidden = hidden;
        this.objects = objects;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// Goes on with what a `server` that is no more had begun.
    @Scheduled(fixedDelay = 5_000)
    void resume() {
        acceptances.pendingSince(clock.instant().minus(LEFT_BEHIND)).forEach(this::carryOut);
    }

    /// Makes the version, where nobody else is at it. A refusal ends the acceptance and its corrections wait again; a
    /// failure of the disk or the like is tried again for an hour.
    void carryOut(UUID acceptanceId) {
        try {
            transactions.executeWithoutResult(
                    status -> acceptances.claim(acceptanceId).ifPresent(this::make));
        } catch (UserError.DiskFull | Unwritable later) {
            Acceptance acceptance = acceptances.find(acceptanceId).orElseThrow();
            LOG.warn("Acceptance {} waits: {}", acceptanceId, later.getMessage());
            if (acceptance.createdAt().plus(GIVEN_UP).isBefore(clock.instant())) {
                fail(acceptanceId, later);
            }
        } catch (UserError refused) {
            fail(acceptanceId, refused);
        }
    }

    /// Something that may go away by itself.
    private static final class Unwritable extends RuntimeException {
        Unwritable(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private record Taken(Correction correction, FileEntry file) {}

    private void make(Acceptance acceptance) {
        Problem problem = problems.find(acceptance.problemId()).orElseThrow();
        List<Correction> claimed = corrections.ofAcceptance(acceptance.id());
        List<Taken> taken = new ArrayList<>();
        List<UUID> refused = new ArrayList<>();
        Map<UUID, Signature> signatures = new HashMap<>();
        for (Correction correction : claimed) {
            file(correction, problem, acceptance.part(), signatures)
                    .ifPresentOrElse(
                            file -> taken.add(new Taken(correction, file)), () -> refused.add(correction.id()));
        }
        corrections.reject(refused, Reason.of(ServingReason.NOT_ADDED), acceptance.acceptedByName());
        Version version = taken.isEmpty() ? null : version(acceptance, problem, taken);
        if (version != null) {
            corrections.accept(
                    taken.stream().map(each -> each.correction().id()).toList(),
                    version.number(),
                    acceptance.acceptedByName());
        }
        acceptances.setDone(
                acceptance.id(),
                version == null ? null : version.number(),
                version == null ? null : version.id(),
                taken.size(),
                refused.size());
    }

    private Optional<FileEntry> file(
            Correction correction, Problem problem, String part, Map<UUID, Signature> signatures) {
        Sample sample = corrections.sample(correction.requestId()).orElseThrow();
        Signature signature = signatures.computeIfAbsent(
                sample.versionId(), id -> models.find(id).orElseThrow().requireSignature());
        Optional<Picture> picture = InputPicture.of(signature, sample.input());
        if (picture.isEmpty() || signature.image() == null || !isFolderName(correction.label())) {
            return Optional.empty();
        }
        try {
            Set<Sha256> secret = hidden.digests(problem, signature.image());
            if (secret.contains(HiddenPictures.digest(picture.get()))) {
                return Optional.empty();
            }
            byte[] png = InputPicture.png(picture.get(), "Dure request " + sample.id());
            ObjectStore.Stored stored = objects.put(new ByteArrayInputStream(png), null, PICTURE_BYTES_MAX);
            return Optional.of(new FileEntry(
                    part,
                    correction.label() + "/feedback-" + sample.id() + ".png",
                    stored.sizeBytes(),
                    stored.sha256().hex()));
        } catch (IOException e) {
            throw new Unwritable(e);
        }
    }

    /// In the name of the member who accepted; that he might was checked then.
    private Version version(Acceptance acceptance, Problem problem, List<Taken> taken) {
        Caller accepter = new Caller(
                Caller.Kind.ACCOUNT,
                acceptance.acceptedBy(),
                acceptance.acceptedByName(),
                false,
                Map.of(acceptance.projectId(), Role.MEMBER),
                null,
                null,
                null);
        Integer base =
                datasets.find(problem.datasetId()).map(Dataset::latestVersion).orElse(null);
        if (base == null) {
            throw new UserError.Conflict("The dataset of the problem has no version.");
        }
        return versions.addToPart(
                accepter,
                problem.datasetId(),
                base,
                acceptance.part(),
                taken.stream().map(Taken::file).toList(),
                "feedback: " + taken.size() + " accepted corrections",
                provenance(acceptance, taken));
    }

    private Map<String, String> provenance(Acceptance acceptance, List<Taken> taken) {
        Set<String> keys = new TreeSet<>();
        Set<String> purposes = new TreeSet<>();
        List<String> requests = new ArrayList<>();
        for (Taken each : taken) {
            UUID key = each.correction().keyId();
            keys.add(key == null ? "none" : key.toString());
            purposes.add(each.correction().purpose());
            requests.add(each.correction().requestId().toString());
        }
        return Map.of(
                "source", "feedback",
                "acceptance", acceptance.id().toString(),
                "endpoint", acceptance.endpointId().toString(),
                "endpoint_name",
                        endpoints
                                .find(acceptance.endpointId())
                                .map(Endpoint::name)
                                .orElse(""),
                "keys", String.join(",", keys),
                "purposes", String.join("; ", purposes),
                "requests",
                        requests.size() <= REQUESTS_NAMED_MAX
                                ? String.join(",", requests)
                                : requests.size() + ", in the names of the files",
                "accepted_by", acceptance.acceptedByName());
    }

    private void fail(UUID acceptanceId, Exception why) {
        Reason reason = Reason.of(ServingReason.VERSION_NOT_MADE).because(Reason.inWords(why.getMessage()));
        transactions.executeWithoutResult(status -> {
            if (acceptances.claim(acceptanceId).isPresent()) {
                corrections.release(acceptanceId);
                acceptances.setFailed(acceptanceId, reason);
            }
        });
    }

    private static boolean isFolderName(@Nullable String label) {
        return label != null
                && !label.isBlank()
                && !label.startsWith(".")
                && label.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }
}
