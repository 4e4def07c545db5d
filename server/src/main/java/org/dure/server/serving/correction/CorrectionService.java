package org.dure.server.serving.correction;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.base.model.Signature;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.serving.ServingReason;
import org.dure.server.serving.endpoint.Endpoint;
import org.dure.server.serving.endpoint.EndpointService;
import org.dure.server.serving.key.ApiKey;
import org.dure.server.serving.key.KeyService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// What is fed back: quarantined until a member has looked, then accepted into the dataset or rejected.
@Service
public class CorrectionService {

    private static final int PAGE_MAX = 500;
    private static final int AT_ONCE_MAX = 10_000;
    private static final String PART = "train";

    /// Which waiting corrections: these, or all.
    ///
    /// @param part of the new dataset version; null for train
    record Choice(
            @Nullable List<UUID> ids,
            @Nullable Boolean all,
            @Nullable String part) {}

    /// @param rejected         corrections that waited and were rejected
    /// @param alreadyInDataset corrections that dataset versions hold or are about to
    record Withdrawn(int rejected, int alreadyInDataset) {}

    private final CorrectionRepository corrections;
    private final AcceptanceRepository acceptances;
    private final AcceptanceService acceptanceService;
    private final EndpointService endpoints;
    private final KeyService keys;
    private final ModelService models;
    private final ProblemService problems;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    CorrectionService(
            CorrectionRepository corrections,
            AcceptanceRepository acceptances,
            AcceptanceService acceptanceService,
            EndpointService endpoints,
            KeyService keys,
            ModelService models,
            ProblemService problems,
            Audit audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.corrections = corrections;
        this.acceptances = acceptances;
        this.acceptanceService = acceptanceService;
        this.endpoints = endpoints;
        this.keys = keys;
        this.models = models;
        this.problems = problems;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// The oldest first.
    ///
    /// @param state null for all
    Page<Correction> list(
            Caller caller, UUID endpointId, Correction.@Nullable State state, @Nullable UUID after, int limit) {
        endpoints.get(caller, endpointId);
        return Page.of(
                corrections.list(endpointId, state, after, Page.size(limit, PAGE_MAX) + 1),
                limit,
                correction -> correction.id().toString());
    }

    /// What the model saw, as a PNG file.
    ///
    /// @throws UserError.NotFound where it was no picture
    byte[] image(Caller caller, UUID correctionId) {
        Correction correction =
                corrections.find(correctionId).orElseThrow(() -> new UserError.NotFound("correction", correctionId));
        endpoints.get(caller, correction.endpointId());
        Sample sample = corrections.sample(correction.requestId()).orElseThrow();
        return InputPicture.of(signature(sample), sample.input())
                .map(picture -> InputPicture.png(picture, "Dure request " + sample.id()))
                .orElseThrow(() -> new UserError.NotFound("picture of the request", sample.id()));
    }

    /// A member's word about a kept request of the endpoint.
    @Transactional
    public Correction correct(Caller caller, UUID endpointId, @Nullable UUID requestId, @Nullable String label) {
        Endpoint endpoint = endpoints.require(caller, Permission.SERVING_WRITE, endpointId);
        if (requestId == null) {
            throw UserError.Invalid.missing("request_id");
        }
        corrections.lockSample(requestId);
        Sample sample = corrections
                .sample(requestId)
                .filter(found -> found.endpointId().equals(endpointId))
                .orElseThrow(() -> new UserError.NotFound("kept request", requestId));
        List<String> labels = signature(sample).labels();
        if (label == null || !labels.contains(label)) {
            throw new UserError.Invalid("label", "must be one of the model's: " + labels);
        }
        if (corrections.isTaken(requestId)) {
            throw new UserError.Conflict("A correction of this request was accepted before.");
        }
        corrections.rejectWaitingOf(requestId, Reason.of(ServingReason.CORRECTED_AGAIN));
        UUID id = Ids.next();
        corrections.insert(new CorrectionRepository.NewCorrection(
                id,
                clock.instant(),
                null,
                caller.name(),
                endpointId,
                requestId,
                label,
                Correction.State.WAITING,
                null));
        audit.record(
                caller,
                endpoint.projectId(),
                "serving.corrected",
                "endpoint " + endpoint.name(),
                Map.of("request", requestId));
        return corrections.find(id).orElseThrow();
    }

    /// Takes corrections out of quarantine into a new version of their problem's dataset. Those of another problem than
    /// the first one's go on waiting.
    ///
    /// @throws UserError.Conflict where none waits
    Acceptance accept(Caller caller, UUID endpointId, Choice choice) {
        Endpoint endpoint = endpoints.require(caller, Permission.SERVING_WRITE, endpointId);
        caller.require(Permission.DATA_WRITE, endpoint.projectId(), "endpoint", endpointId);
        String part = choice.part() == null ? PART : choice.part();
        if (!part.matches("[a-z0-9][a-z0-9-]{0,62}") || part.startsWith("hidden")) {
            throw new UserError.Invalid(
                    "part", "must be small letters, digits and hyphens, and no hidden part; train is the usual");
        }
        UUID id = Objects.requireNonNull(transactions.execute(status -> claim(caller, endpoint, choice, part)));
        acceptanceService.carryOut(id);
        return acceptances.find(id).orElseThrow();
    }

    /// @return how many
    @Transactional
    int reject(Caller caller, UUID endpointId, Choice choice) {
        Endpoint endpoint = endpoints.require(caller, Permission.SERVING_WRITE, endpointId);
        List<UUID> waiting = corrections.lockWaiting(endpointId, chosen(choice), AT_ONCE_MAX);
        Reason reason = Reason.of(ServingReason.REJECTED_BY_MEMBER, Map.of("member", caller.name()));
        corrections.reject(waiting, reason, caller.name());
        audit.record(
                caller,
                endpoint.projectId(),
                "serving.corrections_rejected",
                "endpoint " + endpoint.name(),
                Map.of("corrections", waiting.size()));
        return waiting.size();
    }

    /// The newest first.
    Page<Acceptance> acceptances(Caller caller, UUID endpointId, @Nullable UUID before, int limit) {
        endpoints.get(caller, endpointId);
        return Page.of(
                acceptances.ofEndpoint(endpointId, before, Page.size(limit, PAGE_MAX) + 1),
                limit,
                acceptance -> acceptance.id().toString());
    }

    /// Takes out of quarantine, for good, all that one key fed back. What dataset versions hold stays: versions never
    /// change.
    @Transactional
    Withdrawn withdraw(Caller caller, UUID keyId) {
        ApiKey key = keys.require(caller, keyId);
        int rejected =
                corrections.rejectWaitingOfKey(keyId, Reason.of(ServingReason.FEEDBACK_WITHDRAWN), caller.name());
        int taken = corrections.takenOfKey(keyId);
        audit.record(
                caller,
                key.projectId(),
                "serving.feedback_withdrawn",
                "key " + key.name(),
                Map.of("rejected", rejected, "already_in_dataset", taken));
        return new Withdrawn(rejected, taken);
    }

    private UUID claim(Caller caller, Endpoint endpoint, Choice choice, String part) {
        List<UUID> waiting = corrections.lockWaiting(endpoint.id(), chosen(choice), AT_ONCE_MAX);
        if (waiting.isEmpty()) {
            throw new UserError.Conflict("None of these corrections waits.");
        }
        Map<UUID, List<UUID>> byProblem = byProblem(waiting);
        if (byProblem.isEmpty()) {
            throw new UserError.Conflict(
                    "The model that answered belongs to no problem; there is no dataset for its corrections.");
        }
        Map.Entry<UUID, List<UUID>> first = byProblem.entrySet().iterator().next();
        Problem problem = problems.find(first.getKey()).orElseThrow();
        List<UUID> together = first.getValue();
        UUID acceptanceId = acceptances.insert(caller, endpoint, problem.id(), problem.datasetId(), part);
        corrections.claim(together, acceptanceId);
        audit.record(
                caller,
                endpoint.projectId(),
                "serving.corrections_accepted",
                "endpoint " + endpoint.name(),
                Map.of("corrections", together.size(), "acceptance", acceptanceId));
        return acceptanceId;
    }

    /// The corrections of each problem, that of the oldest correction first.
    private Map<UUID, List<UUID>> byProblem(List<UUID> waiting) {
        Map<UUID, Optional<UUID>> problemOf = new HashMap<>();
        Map<UUID, List<UUID>> byProblem = new LinkedHashMap<>();
        corrections
                .versions(waiting)
                .forEach((correction, version) -> problemOf
                        .computeIfAbsent(version, id -> models.find(id).map(ModelVersion::problemId))
                        .ifPresent(problem -> byProblem
                                .computeIfAbsent(problem, id -> new ArrayList<>())
                                .add(correction)));
        return byProblem;
    }

    private static @Nullable List<UUID> chosen(Choice choice) {
        boolean all = Boolean.TRUE.equals(choice.all());
        List<UUID> ids = choice.ids();
        if (all == (ids != null)) {
            throw new UserError.Invalid("ids", "name the corrections, or send \"all\": true; not both");
        }
        if (ids != null && (ids.isEmpty() || ids.size() > AT_ONCE_MAX)) {
            throw new UserError.Invalid("ids", "must be 1 to " + AT_ONCE_MAX);
        }
        return ids;
    }

    private Signature signature(Sample sample) {
        return models.find(sample.versionId()).orElseThrow().requireSignature();
    }
}
