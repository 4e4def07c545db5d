package org.dure.server.models;

import java.io.IOException;
import java.util.UUID;
import org.dure.base.model.PackageFile;
import org.dure.server.base.Attachment;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Models, their versions and the versions' files.
@RestController
@RequestMapping("/api/v1")
class ModelResource {

    /// @param datasetVersion null for the latest
    record TrainAgain(@Nullable Integer datasetVersion) {}

    private final ModelService models;
    private final TrainAgainService again;
    private final ObjectStore objects;

    ModelResource(ModelService models, TrainAgainService again, ObjectStore objects) {
        this.models = models;
        this.again = again;
        this.objects = objects;
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/projects/{project}/models")
    Page<Model> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable String search,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        return models.list(caller, project, search, after, limit);
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/projects/{project}/model-versions")
    Page<ModelVersion> madeOf(
            Caller caller,
            @PathVariable String project,
            @RequestParam(name = "run_id", required = false) @Nullable String runId,
            @RequestParam(name = "session_id", required = false) @Nullable UUID sessionId,
            @RequestParam(name = "data_version_id", required = false) @Nullable UUID dataVersionId,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        return models.madeOf(caller, project, runId, sessionId, dataVersionId, after, limit);
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/models/{id}")
    Model get(Caller caller, @PathVariable UUID id) {
        return models.get(caller, id);
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/models/{id}/versions")
    Page<ModelVersion> versions(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer after,
            @RequestParam(defaultValue = "50") int limit) {
        return models.versions(caller, id, after, limit);
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/models/{id}/versions/{number}")
    ModelVersion version(Caller caller, @PathVariable UUID id, @PathVariable int number) {
        return models.version(caller, id, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/models/{id}/versions/{number}/train-again")
    @ResponseStatus(HttpStatus.CREATED)
    Session trainAgain(Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestBody TrainAgain body) {
        return again.trainAgain(caller, id, number, body.datasetVersion());
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/models/{id}/versions/{number}/files/content")
    ResponseEntity<Resource> content(
            Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestParam String path)
            throws IOException {
        PackageFile file = models.version(caller, id, number).files().stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new UserError.NotFound("file", path));
        return Attachment.of(path, MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(objects.file(file.hash())));
    }
}
