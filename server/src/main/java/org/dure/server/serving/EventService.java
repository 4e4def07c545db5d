package org.dure.server.serving;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.serving.ServeEvent;
import org.dure.server.models.ModelService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Takes what `serve` tells: each event once, however often it comes.
@Service
public class EventService {

    private static final Logger LOG = LoggerFactory.getLogger(EventService.class);

    private final UsageRepository usage;
    private final CorrectionRepository corrections;
    private final DeploymentRepository deployments;
    private final ModelService models;

    EventService(
            UsageRepository usage,
            CorrectionRepository corrections,
            DeploymentRepository deployments,
            ModelService models) {
        this.usage = usage;
        this.corrections = corrections;
        this.deployments = deployments;
        this.models = models;
    }

    /// All of them or, where this throws, none. What cannot be used is logged and passed over: `serve` would send it
    /// for ever.
    @Transactional
    public void take(List<ServeEvent> events) {
        for (ServeEvent event : events) {
            switch (event) {
                case ServeEvent.Usage used -> usage.insert(used);
                case ServeEvent.Sample sample -> keep(sample);
                case ServeEvent.Correction correction -> {} // after all samples: a correction may come before its own
            }
        }
        for (ServeEvent event : events) {
            if (event instanceof ServeEvent.Correction correction) {
                quarantine(correction);
            }
        }
    }

    private void keep(ServeEvent.Sample sample) {
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

    private void quarantine(ServeEvent.Correction said) {
        if (corrections.has(said.id())) {
            return;
        }
        corrections.lockSample(said.sampleId());
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
        return models.find(versionId).orElseThrow().signature().labels();
    }
}
