package org.dure.server.models.mlflow;

import java.util.List;
import java.util.UUID;
import org.dure.server.models.registry.RegistrationService;
import org.dure.server.models.registry.RegistrationService.Registration;
import org.dure.server.models.registry.Stage;
import org.dure.server.models.registry.VersionChangeService;
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

/// Model versions on MLflow's wire.
@MlflowWire
class ModelVersionWire {

    private static final int PAGE = 200_000;
    private static final int PAGE_MOST = 200_000;

    private final Registry registry;
    private final SourceReader sources;
    private final RegistrationService registrations;
    private final VersionChangeService versions;

    ModelVersionWire(
            Registry registry, SourceReader sources, RegistrationService registrations, VersionChangeService versions) {
        this.registry = registry;
        this.sources = sources;
        this.registrations = registrations;
        this.versions = versions;
    }

    @Needs(Permission.MODELS_REGISTER)
    @PostMapping("/model-versions/create")
    RegistryAnswers.VersionAnswer create(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        Registration registration = sources.read(caller, fields);
        UUID id = registry.model(caller, name);
        return answer(
                caller,
                id,
                name,
                registrations.register(caller, id, registration).number());
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/model-versions/get")
    RegistryAnswers.VersionAnswer get(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        int number = RegistryChecks.version(fields);
        return answer(caller, registry.modelOfVersion(caller, name, number), name, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @PatchMapping("/model-versions/update")
    RegistryAnswers.VersionAnswer update(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        int number = RegistryChecks.version(fields);
        UUID id = registry.modelOfVersion(caller, name, number);
        versions.describe(caller, id, number, fields.text("description"));
        return answer(caller, id, name, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/model-versions/delete")
    RegistryAnswers.Empty delete(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        int number = RegistryChecks.version(fields);
        UUID id = registry.modelOfVersion(caller, name, number);
        Registry.told(() -> versions.delete(caller, id, number));
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/model-versions/search")
    RegistryAnswers.VersionList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<RegistryAnswers.VersionBody> found =
                registry.searchVersions(caller, fields.text("filter", ""), fields.texts("order_by"), offset, size + 1);
        return new RegistryAnswers.VersionList(
                found.stream().limit(size).toList(), found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    @Needs(Permission.MODELS_READ)
    @GetMapping("/model-versions/get-download-uri")
    RegistryAnswers.Location location(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        return new RegistryAnswers.Location(registry.location(caller, name, RegistryChecks.version(fields)));
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/model-versions/transition-stage")
    RegistryAnswers.VersionAnswer transition(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        int number = RegistryChecks.version(fields);
        String word = fields.required("stage");
        Stage stage = RegistryChecks.stage(word);
        boolean archive = fields.flag("archive_existing_versions", false);
        if (archive && !stage.isActive()) {
            throw MlflowError.invalid("Model version transition cannot archive existing model versions because '" + word
                    + "' is not an Active stage. Valid stages are ['Staging', 'Production']");
        }
        UUID id = registry.modelOfVersion(caller, name, number);
        versions.setStage(caller, id, number, stage, archive, fields.text("comment"));
        return answer(caller, id, name, number);
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping("/model-versions/set-tag")
    RegistryAnswers.Empty setTag(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        int number = RegistryChecks.version(fields);
        String key = fields.required("key");
        String value = fields.text("value", "");
        RegistryChecks.tag(key, value);
        versions.setTag(caller, registry.modelOfVersion(caller, name, number), number, key, value);
        return new RegistryAnswers.Empty();
    }

    @Needs(Permission.MODELS_WRITE)
    @DeleteMapping("/model-versions/delete-tag")
    RegistryAnswers.Empty deleteTag(Caller caller, Fields fields) {
        String name = RegistryChecks.name(fields, "name");
        int number = RegistryChecks.version(fields);
        String key = fields.required("key");
        RegistryChecks.key(key);
        versions.deleteTag(caller, registry.modelOfVersion(caller, name, number), number, key);
        return new RegistryAnswers.Empty();
    }

    private RegistryAnswers.VersionAnswer answer(Caller caller, UUID modelId, String name, int number) {
        return new RegistryAnswers.VersionAnswer(registry.versionBody(caller, modelId, name, number));
    }
}
