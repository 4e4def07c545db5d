package org.dure.server.models.registry;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.models.Model;
import org.dure.server.models.ModelService;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What people say of models and versions, and the history of it.
@RestController
@RequestMapping("/api/v1/models/{id}")
class RegistryResource {

    /// What is null stays as it is.
    record ModelChange(@Nullable String name, @Nullable String description) {}

    record VersionChange(@Nullable String description) {}

    record Tag(@Nullable String key, @Nullable String value) {}

    record Alias(@Nullable Integer version, @Nullable String comment) {}

    /// @param archiveOthers whether those that stand there now are archived
    record Move(
            @Nullable String stage,
            @Nullable Boolean archiveOthers,
            @Nullable String comment) {}

    private final ModelService reads;
    private final ModelChangeService models;
    private final VersionChangeService versions;
    private final ChangeLog log;

    RegistryResource(ModelService reads, ModelChangeService models, VersionChangeService versions, ChangeLog log) {
        this.reads = reads;
        this.models = models;
        this.versions = versions;
        this.log = log;
    }

    @Needs(Permission.MODELS_WRITE)
    @PatchMapping
    Model change(Caller caller, @PathVariable UUID id, @RequestBody ModelChange body) {
        reads.get(caller, id);
        if (body.name() != null) {
            models.rename(caller, id, body.name());
        }
        if (body.description() != null) {
            models.describe(caller, id, body.description());
        }
        return reads.get(caller, id);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable UUID id) {
        models.delete(caller, id);
    }

    @Needs(Permission.MODELS_WRITE)
    @PutMapping("/tags")
    Model putTag(Caller caller, @PathVariable UUID id, @RequestBody Tag body) {
        models.setTag(caller, id, key(body), body.value());
        return reads.get(caller, id);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/tags")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteTag(Caller caller, @PathVariable UUID id, @RequestParam String key) {
        models.deleteTag(caller, id, key);
    }

    @Needs(Permission.MODELS_WRITE)
    @PutMapping("/aliases/{alias}")
    Model putAlias(Caller caller, @PathVariable UUID id, @PathVariable String alias, @RequestBody Alias body) {
        if (body.version() == null) {
            throw new UserError.Invalid("version", "is missing: the number of the version that the alias names");
        }
        models.setAlias(caller, id, alias, body.version(), body.comment());
        return reads.get(caller, id);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/aliases/{alias}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteAlias(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable String alias,
            @RequestParam(required = false) @Nullable String comment) {
        models.deleteAlias(caller, id, alias, comment);
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/history")
    Page<HistoryEntry> history(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer version,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        return log.history(caller, id, version, after, limit);
    }

    @Needs(Permission.MODELS_WRITE)
    @PatchMapping("/versions/{number}")
    ModelVersion changeVersion(
            Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestBody VersionChange body) {
        if (body.description() != null) {
            versions.describe(caller, id, number, body.description());
        }
        return reads.version(caller, id, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/versions/{number}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteVersion(Caller caller, @PathVariable UUID id, @PathVariable int number) {
        versions.delete(caller, id, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/versions/{number}/stage")
    ModelVersion move(Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestBody Move body) {
        Stage stage = Stage.of(String.valueOf(body.stage()))
                .orElseThrow(() -> new UserError.Invalid(
                        "stage", "must be None, Staging, Production or Archived, not " + body.stage()));
        versions.setStage(caller, id, number, stage, Boolean.TRUE.equals(body.archiveOthers()), body.comment());
        return reads.version(caller, id, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @PutMapping("/versions/{number}/tags")
    ModelVersion putVersionTag(Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestBody Tag body) {
        versions.setTag(caller, id, number, key(body), body.value());
        return reads.version(caller, id, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/versions/{number}/tags")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteVersionTag(Caller caller, @PathVariable UUID id, @PathVariable int number, @RequestParam String key) {
        versions.deleteTag(caller, id, number, key);
    }

    private static String key(Tag tag) {
        String key = tag.key();
        if (key == null || key.isEmpty()) {
            throw new UserError.Invalid("key", "is missing: the name of the tag");
        }
        return key;
    }
}
