package org.dure.server.tracking.evaluationdataset;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.Reserved;
import org.dure.server.tracking.experiment.HomeProject;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Evaluation data sets by the rules of MLflow's server. Each belongs to one project; the experiments beside which it
/// stands are that project's. A session's program reads them and changes none.
@Service
public class EvaluationDatasetService {

    private static final int OF_PROJECT_MOST = 10_000;
    private static final int TAGS_MOST = 200;
    private static final int KEY_MOST = 250;
    private static final int VALUE_MOST = 8_000;

    private final EvaluationDatasetRepository datasets;
    private final HomeProject home;
    private final Audit audit;
    private final Clock clock;

    EvaluationDatasetService(EvaluationDatasetRepository datasets, HomeProject home, Audit audit, Clock clock) {
        this.datasets = datasets;
        this.home = home;
        this.audit = audit;
        this.clock = clock;
    }

    /// @param experiments beside which it is to stand; where there are none it lies in the caller's home project
    /// @throws UserError.Invalid where the experiments are of several projects, or a tag is too long
    @Transactional
    public EvaluationDataset create(
            Caller caller, String name, List<Experiment> experiments, Map<String, String> tags) {
        UUID projectId = experiments.isEmpty()
                ? home.home(caller)
                : experiments.getFirst().projectId();
        requireWrite(caller, projectId, name);
        requireWithin(projectId, experiments);
        checkTags(tags, 0);
        if (datasets.count(projectId) >= OF_PROJECT_MOST) {
            throw new UserError.Invalid("name", "A project has at most " + OF_PROJECT_MOST + " evaluation datasets.");
        }
        long now = clock.millis();
        String maker = tags.getOrDefault(RecordBody.USER_TAG, caller.name());
        EvaluationDataset made = new EvaluationDataset(
                "d-" + UUID.randomUUID().toString().replace("-", ""),
                projectId,
                name,
                null,
                0,
                digest(name, now),
                now,
                now,
                maker,
                maker,
                tags,
                ids(experiments));
        datasets.insert(made);
        record(caller, made, "tracking.evaluation_dataset_made");
        return get(caller, made.id());
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public EvaluationDataset get(Caller caller, String id) {
        return datasets.find(id)
                .filter(dataset -> caller.may(Permission.TRACKING_READ, dataset.projectId()))
                .orElseThrow(() -> new UserError.NotFound("evaluation dataset", id));
    }

    /// @param experiments beside one of which it is to stand, such as the caller may see; null for all
    /// @throws org.dure.server.tracking.filter.FilterError where filter or orders cannot be read
    public List<EvaluationDataset> search(
            Caller caller,
            @Nullable List<Experiment> experiments,
            String filter,
            List<String> orders,
            long offset,
            int limit) {
        return datasets.search(
                home.readable(caller),
                experiments == null ? null : ids(experiments),
                FilterParser.filter(filter, Vocabulary.EVALUATION_DATASETS),
                orders.stream()
                        .map(order -> FilterParser.order(order, Vocabulary.EVALUATION_DATASETS))
                        .toList(),
                offset,
                limit);
    }

    /// With all its records.
    @Transactional
    public void delete(Caller caller, String id) {
        EvaluationDataset dataset = writable(caller, id);
        datasets.delete(id);
        record(caller, dataset, "tracking.evaluation_dataset_deleted");
    }

    /// Tags that are not named stay as they are.
    @Transactional
    public void setTags(Caller caller, String id, Map<String, String> tags) {
        writable(caller, id);
        checkTags(tags, datasets.countTags(id));
        datasets.putTags(id, tags);
    }

    /// Deleting what is not there changes nothing.
    @Transactional
    public void deleteTag(Caller caller, String id, String key) {
        writable(caller, id);
        Reserved.check(key);
        datasets.deleteTag(id, key);
    }

    /// Adding it where it stands already changes nothing.
    ///
    /// @throws UserError.Invalid where an experiment is of another project
    @Transactional
    public EvaluationDataset addTo(Caller caller, String id, List<Experiment> experiments) {
        EvaluationDataset dataset = writable(caller, id);
        requireWithin(dataset.projectId(), experiments);
        datasets.putExperiments(id, ids(experiments));
        datasets.touch(id, clock.millis());
        return get(caller, id);
    }

    /// Experiments beside which it does not stand are passed over.
    @Transactional
    public EvaluationDataset removeFrom(Caller caller, String id, Collection<Long> experimentIds) {
        writable(caller, id);
        datasets.removeExperiments(id, experimentIds);
        datasets.touch(id, clock.millis());
        return get(caller, id);
    }

    /// For whoever changes its records within one transaction.
    EvaluationDataset locked(Caller caller, String id) {
        writable(caller, id);
        datasets.lock(id);
        return get(caller, id);
    }

    /// Its records have changed.
    ///
    /// @param updatedBy null for who it was before
    void changed(EvaluationDataset dataset, @Nullable String schema, @Nullable String updatedBy) {
        long now = clock.millis();
        datasets.setChanged(dataset.id(), schema, digest(dataset.name(), now), now, updatedBy);
    }

    private EvaluationDataset writable(Caller caller, String id) {
        EvaluationDataset dataset = get(caller, id);
        requireWrite(caller, dataset.projectId(), id);
        return dataset;
    }

    private static void requireWrite(Caller caller, UUID projectId, String subject) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session reads evaluation datasets and changes none.");
        }
        caller.require(Permission.TRACKING_WRITE, projectId, "evaluation dataset", subject);
    }

    private static void requireWithin(UUID projectId, List<Experiment> experiments) {
        if (experiments.stream().anyMatch(experiment -> !experiment.projectId().equals(projectId))) {
            throw new UserError.Invalid(
                    "experiment_ids", "An evaluation dataset and its experiments belong to one project.");
        }
    }

    private static void checkTags(Map<String, String> tags, int before) {
        if (before + tags.size() > TAGS_MOST) {
            throw new UserError.Invalid("tags", "An evaluation dataset has at most " + TAGS_MOST + " tags.");
        }
        tags.forEach((key, value) -> {
            Reserved.check(key);
            if (key.isEmpty() || key.length() > KEY_MOST || value.length() > VALUE_MOST) {
                throw new UserError.Invalid(
                        "tags",
                        "A tag's key has 1 to " + KEY_MOST + " characters, its value at most " + VALUE_MOST + ".");
            }
        });
    }

    private static List<Long> ids(List<Experiment> experiments) {
        Set<Long> ids = new LinkedHashSet<>();
        experiments.forEach(experiment -> ids.add(experiment.id()));
        return List.copyOf(ids);
    }

    private static String digest(String name, long nowMs) {
        return Sha256.of(name + ":" + nowMs).hex().substring(0, 8);
    }

    private void record(Caller caller, EvaluationDataset dataset, String action) {
        audit.record(
                caller,
                dataset.projectId(),
                action,
                "evaluation dataset " + dataset.name(),
                Map.of("id", dataset.id()));
    }
}
