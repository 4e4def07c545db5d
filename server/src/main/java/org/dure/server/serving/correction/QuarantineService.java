package org.dure.server.serving.correction;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.serving.ServeEvent;
import org.dure.server.models.ModelService;
import org.dure.server.serving.ServingReason;
import org.dure.server.serving.endpoint.Deployment;
import org.dure.server.serving.endpoint.DeploymentService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Takes what callers let be kept and what they feed back, as `serve` tells it.
@Service
public class QuarantineService {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineService.class);

    private final CorrectionRepository corrections;
    private final DeploymentService deployments;
    private final ModelService models;

    QuarantineService(CorrectionRepository corrections, DeploymentService deployments, ModelService models) {
        this.corrections = corrections;
        this.deployments = deployments;
        this.models = models;
    }

    /// Keeps the sample; one that does not fit its deployment is logged and passed over.
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(ServeEvent.Sample sample) {
        Optional<Deployment> deployment = deployments.find(sample.deploymentId());
        List<String> labels = deployment.map(this::labels).orElse(List.of());
        if (deployment.isEmpty()
                || labels.isEmpty()
                || labels.size() != sample.scores().size()) {
            LOG.warn("Sample {} does not fit deployment {}; not kept", sample.id(), sample.deploymentId());
            return;
        }
        int best = 0;
        for (int i = 1; i < labels.size(); i++) {
            best = sample.scores().get(i) > sample.scores().get(best) ? i : best;
        }
        corrections.insert(sample, deployment.get().versionId(), labels.get(best));
    }

    /// Keeps the correction, each once however often it comes: waiting, or rejected at once with the reason.
    @Transactional(propagation = Propagation.MANDATORY)
    public void quarantine(ServeEvent.Correction said) {
        // First the lock: the same correction may be on its way in another transaction, and would be taken for an
        // earlier word of the same person.
        corrections.lockSample(said.sampleId());
        if (corrections.has(said.id())) {
            return;
        }
        Sample sample = corrections.sample(said.sampleId()).orElse(null);
        ServingReason wrong = wrong(said, sample);
        if (wrong == null) {
            corrections.rejectWaitingOf(said.sampleId(), Reason.of(ServingReason.CORRECTED_AGAIN));
        }
        corrections.insert(new CorrectionRepository.NewCorrection(
                said.id(),
                said.time(),
                said.keyId(),
                null,
                said.endpointId(),
                said.sampleId(),
                said.label(),
                wrong == null ? Correction.State.WAITING : Correction.State.REJECTED,
                wrong == null ? null : Reason.of(wrong)));
    }

    private @Nullable ServingReason wrong(ServeEvent.Correction said, @Nullable Sample sample) {
        if (sample == null || !sample.endpointId().equals(said.endpointId())) {
            return ServingReason.REQUEST_NOT_KEPT;
        }
        if (!labels(sample.versionId()).contains(said.label())) {
            return ServingReason.LABEL_UNKNOWN;
        }
        return corrections.isTaken(said.sampleId()) ? ServingReason.CORRECTION_ACCEPTED_BEFORE : null;
    }

    private List<String> labels(Deployment deployment) {
        return labels(deployment.versionId());
    }

    private List<String> labels(UUID versionId) {
        return models.find(versionId).orElseThrow().requireSignature().labels();
    }
}
