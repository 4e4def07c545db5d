package org.dure.server.models.mlflow;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.base.UserError;
import org.dure.server.models.mlflow.RegistryAnswers.VersionBody;
import org.dure.server.models.registry.ModelChangeService;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/// Registered models on MLflow's wire.
@MlflowWire
class RegisteredModelWire {

    private static final int PAGE = 100;
    private static final int PAGE_MOST = 1_000;

    private final Registry registry;
    private final ModelChangeService models;

    RegisteredModelWire(Registry registry, ModelChangeService models) {
        this.registry = registry;
        this.models = models;
    }

    @Needs(Permission.MODELS_REGISTER)
    @PostMapping("/registered-models/create")
    RegistryAnswers.ModelAnswer create(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        Scope.Place place = registry.place(caller, name);
        try {
            UUID id = models.create(
                    caller, place.projectId(), place.name(), fields.text("description"), RegistryChecks.tags(fields));
            return answer(caller, id);
        } catch (UserError.Conflict taken) {
            throw MlflowError.exists("Registered Model (name=" + name + ") already exists.");
        }
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/registered-models/get")
    RegistryAnswers.ModelAnswer get(Caller caller, Fields fields) {
        return answer(caller, model(caller, fields));
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/registered-models/rename")
    RegistryAnswers.ModelAnswer rename(Caller caller, Fields fields) {
        String newName = RegistryChecks.name(fields, "new_name");
        String name = RegistryChecks.name(fields, "name");
        UUID id = registry.model(caller, name);
        Scope.Place place = registry.place(caller, newName);
        if (!place.projectId().equals(registry.place(caller, name).projectId())) {
            throw MlflowError.invalid("new_name", newName, "a model stays in its project");
        }
        try {
            models.rename(caller, id, place.name());
        } catch (UserError.Conflict taken) {
            throw MlflowError.exists("Registered Model (name=" + newName + ") already exists.");
        }
        return answer(caller, id);
    }

    @Needs(Permission.MODELS_WRITE)
    @PatchMapping("/registered-models/update")
    RegistryAnswers.ModelAnswer update(Caller caller, Fields fields) {
        UUID id = model(caller, fields);
        models.describe(caller, id, fields.text("description"));
        return answer(caller, id);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/registered-models/delete")
    RegistryAnswers.Empty delete(Caller caller, Fields fields) {
        UUID id = model(caller, fields);
        Registry.told(() -> models.delete(caller, id));
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/registered-models/search")
    RegistryAnswers.ModelList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<RegistryAnswers.ModelBody> found =
                registry.searchModels(caller, fields.text("filter", ""), fields.texts("order_by"), offset, size + 1);
        return new RegistryAnswers.ModelList(
                found.stream().limit(size).toList(), found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    /// The newest of each stage, or of the stages asked for.
    @Needs(Permission.MODELS_READ)
    @RequestMapping(
            path = "/registered-models/get-latest-versions",
            method = {RequestMethod.POST, RequestMethod.GET})
    RegistryAnswers.VersionList latest(Caller caller, Fields fields) {
        UUID id = model(caller, fields);
        Set<String> stages = fields.texts("stages").stream()
                .map(stage -> RegistryChecks.stage(stage).word())
                .collect(Collectors.toSet());
        return new RegistryAnswers.VersionList(
                registry.modelBody(caller, id).latestVersions().stream()
                        .filter(version -> stages.isEmpty() || stages.contains(version.currentStage()))
                        .toList(),
                null);
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/registered-models/set-tag")
    RegistryAnswers.Empty setTag(Caller caller, Fields fields) {
        UUID id = model(caller, fields);
        String key = fields.required("key");
        String value = fields.text("value", "");
        RegistryChecks.tag(key, value);
        models.setTag(caller, id, key, value);
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/registered-models/delete-tag")
    RegistryAnswers.Empty deleteTag(Caller caller, Fields fields) {
        UUID id = model(caller, fields);
        String key = fields.required("key");
        RegistryChecks.key(key);
        models.deleteTag(caller, id, key);
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/registered-models/alias")
    RegistryAnswers.Empty setAlias(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        String alias = RegistryChecks.freeAlias(fields);
        int number = RegistryChecks.version(fields);
        models.setAlias(caller, registry.modelOfVersion(caller, name, number), alias, number, fields.text("comment"));
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/registered-models/alias")
    RegistryAnswers.Empty deleteAlias(Caller caller, Fields fields) {
        UUID id = model(caller, fields);
        models.deleteAlias(caller, id, RegistryChecks.alias(fields), fields.text("comment"));
        return new RegistryAnswers.Empty();
    }

    /// Of `latest` the newest version.
    @Needs(Permission.MODELS_READ)
    @GetMapping("/registered-models/alias")
    RegistryAnswers.VersionAnswer byAlias(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        String alias = RegistryChecks.alias(fields);
        UUID id = registry.model(caller, name);
        RegistryAnswers.ModelBody model = registry.modelBody(caller, id);
        if (alias.equalsIgnoreCase("latest")) {
            return new RegistryAnswers.VersionAnswer(model.latestVersions().stream()
                    .max(Comparator.comparingInt((VersionBody version) -> Integer.parseInt(version.version())))
                    .orElseThrow(() -> MlflowError.absent("Latest version not found for model " + name + ".")));
        }
        String number = model.aliases().stream()
                .filter(each -> each.alias().equals(alias))
                .map(RegistryAnswers.Alias::version)
                .findFirst()
                .orElseThrow(() -> MlflowError.invalid("Registered model alias " + alias + " not found."));
        return new RegistryAnswers.VersionAnswer(registry.versionBody(caller, id, name, Integer.parseInt(number)));
    }

    private UUID model(Caller caller, Fields fields) {
        return registry.model(caller, RegistryChecks.name(fields, "name"));
    }

    private RegistryAnswers.ModelAnswer answer(Caller caller, UUID id) {
        return new RegistryAnswers.ModelAnswer(registry.modelBody(caller, id));
    }
}
