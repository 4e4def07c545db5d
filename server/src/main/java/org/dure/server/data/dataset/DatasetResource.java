package org.dure.server.data.dataset;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.data.Dataset;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Datasets.
@RestController
@RequestMapping("/api/v1")
class DatasetResource {

    record NewDataset(@Nullable String name, @Nullable String description) {}

    private final DatasetService datasets;

    DatasetResource(DatasetService datasets) {
        this.datasets = datasets;
    }

    @Needs(Permission.DATA_WRITE)
    @PostMapping("/projects/{project}/datasets")
    @ResponseStatus(HttpStatus.CREATED)
    Dataset create(Caller caller, @PathVariable String project, @RequestBody NewDataset body) {
        return datasets.create(caller, project, body.name(), body.description());
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/projects/{project}/datasets")
    Page<Dataset> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        return datasets.list(caller, project, after, limit);
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/datasets/{id}")
    Dataset get(Caller caller, @PathVariable UUID id) {
        return datasets.get(caller, id);
    }
}
