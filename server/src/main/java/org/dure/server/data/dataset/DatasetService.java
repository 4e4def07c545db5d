package org.dure.server.data.dataset;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.data.Dataset;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Makes, finds and lists datasets.
@Service
@NamedInterface("dataset")
public class DatasetService {

    private static final int DESCRIPTION_CHARACTERS_MAX = 10_000;
    private static final int PAGE_MAX = 500;

    private final DatasetRepository datasets;
    private final ProjectService projects;
    private final Audit audit;

    DatasetService(DatasetRepository datasets, ProjectService projects, Audit audit) {
        this.datasets = datasets;
        this.projects = projects;
        this.audit = audit;
    }

    /// @param project its id or name
    @Transactional
    public Dataset create(Caller caller, String project, @Nullable String name, @Nullable String description) {
        refusePrograms(caller);
        UUID projectId = projects.require(caller, Permission.DATA_WRITE, project);
        String checked = Names.check("name", name);
        String text = description == null ? "" : description;
        if (text.length() > DESCRIPTION_CHARACTERS_MAX) {
            throw new UserError.Invalid("description", "has more than " + DESCRIPTION_CHARACTERS_MAX + " characters");
        }
        UUID id = Ids.next();
        if (!datasets.insert(id, projectId, checked, text, caller.name())) {
            throw UserError.Conflict.nameTaken("dataset", checked);
        }
        audit.record(caller, projectId, "data.dataset_made", "dataset " + checked, Map.of("id", id));
        return datasets.find(id).orElseThrow();
    }

    public Page<Dataset> list(Caller caller, String project, @Nullable UUID after, int limit) {
        refusePrograms(caller);
        UUID projectId = projects.require(caller, Permission.DATA_READ, project);
        int size = Page.size(limit, PAGE_MAX);
        return Page.of(
                datasets.list(projectId, after, size + 1),
                size,
                dataset -> dataset.id().toString());
    }

    public Dataset get(Caller caller, UUID id) {
        return require(caller, Permission.DATA_READ, id);
    }

    /// Without a caller, for the platform's own work.
    public Optional<Dataset> find(UUID id) {
        return datasets.find(id);
    }

    /// The dataset of a project that `reference` (its id or name) names.
    public Optional<Dataset> find(UUID projectId, String reference) {
        if (!reference.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            return datasets.findByName(projectId, reference);
        }
        return datasets.find(UUID.fromString(reference))
                .filter(dataset -> dataset.projectId().equals(projectId));
    }

    /// The dataset, where the caller holds `permission` in its project.
    public Dataset require(Caller caller, Permission permission, UUID id) {
        refusePrograms(caller);
        Dataset dataset = datasets.find(id).orElseThrow(() -> new UserError.NotFound("dataset", id));
        caller.require(permission, dataset.projectId(), "dataset", id);
        return dataset;
    }

    /// A program's token must not reach data that its session was not given.
    private static void refusePrograms(Caller caller) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A program reads the data that is mounted for its session below /data.");
        }
    }
}
