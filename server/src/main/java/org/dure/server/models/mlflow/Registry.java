package org.dure.server.models.mlflow;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.models.mlflow.RegistryAnswers.ModelBody;
import org.dure.server.models.mlflow.RegistryAnswers.VersionBody;
import org.dure.server.models.registry.ModelChangeService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.mlflow.MlflowError;
import org.springframework.stereotype.Service;

/// The registry as MLflow's clients see it: models by their names on the wire, versions by name and number.
@Service
class Registry {

    private final Scopes scopes;
    private final ModelChangeService models;
    private final WireRepository wire;

    Registry(Scopes scopes, ModelChangeService models, WireRepository wire) {
        this.scopes = scopes;
        this.models = models;
        this.wire = wire;
    }

    /// Where a model of that name lies or would lie.
    Scope.Place place(Caller caller, String name) {
        return scopes.of(caller).place(name);
    }

    /// @throws MlflowError where there is none that the caller may see
    UUID model(Caller caller, String name) {
        return find(caller, name).orElseThrow(() -> absent(name));
    }

    private Optional<UUID> find(Caller caller, String name) {
        Scope.Place place = place(caller, name);
        return caller.may(Permission.MODELS_READ, place.projectId())
                ? models.idOf(place.projectId(), place.name())
                : Optional.empty();
    }

    ModelBody modelBody(Caller caller, UUID modelId) {
        Scope scope = scopes.of(caller);
        RegistryQuery query = new RegistryQuery(RegistryQuery.Kind.MODELS, scope);
        query.where("t.model_id = :model_id", "model_id", modelId);
        return wire.models(scope, query).stream()
                .findFirst()
                .orElseThrow(() -> new UserError.NotFound("registered model", modelId));
    }

    /// @throws MlflowError where there is none
    VersionBody versionBody(Caller caller, UUID modelId, String name, int number) {
        return wire.versions(one(caller, modelId, number)).stream().findFirst().orElseThrow(() -> absent(name, number));
    }

    /// @throws MlflowError where there is no such version
    UUID modelOfVersion(Caller caller, String name, int number) {
        UUID modelId = find(caller, name).orElseThrow(() -> absent(name, number));
        versionBody(caller, modelId, name, number);
        return modelId;
    }

    /// @throws MlflowError where there is no such version
    String location(Caller caller, String name, int number) {
        UUID modelId = find(caller, name).orElseThrow(() -> absent(name, number));
        return wire.locations(one(caller, modelId, number)).stream()
                .findFirst()
                .orElseThrow(() -> absent(name, number));
    }

    private RegistryQuery one(Caller caller, UUID modelId, int number) {
        RegistryQuery query = new RegistryQuery(RegistryQuery.Kind.VERSIONS, scopes.of(caller));
        query.where("t.model_id = :model_id", "model_id", modelId);
        query.where("t.number = :number", "number", number);
        return query;
    }

    /// @throws org.dure.server.tracking.filter.FilterError where filter or orders cannot be read
    List<ModelBody> searchModels(Caller caller, String filter, List<String> orders, long offset, int limit) {
        Scope scope = scopes.of(caller);
        RegistryQuery query = new RegistryQuery(RegistryQuery.Kind.MODELS, scope);
        query.where(FilterParser.filter(filter, Vocabulary.REGISTERED_MODELS));
        query.orderBy(orders.stream()
                .map(order -> FilterParser.order(order, Vocabulary.REGISTERED_MODEL_ORDER))
                .toList());
        query.page(offset, limit);
        return wire.models(scope, query);
    }

    /// @throws org.dure.server.tracking.filter.FilterError where filter or orders cannot be read
    List<VersionBody> searchVersions(Caller caller, String filter, List<String> orders, long offset, int limit) {
        RegistryQuery query = new RegistryQuery(RegistryQuery.Kind.VERSIONS, scopes.of(caller));
        query.where(FilterParser.filter(filter, Vocabulary.MODEL_VERSIONS));
        query.orderBy(orders.stream()
                .map(order -> FilterParser.order(order, Vocabulary.MODEL_VERSION_ORDER))
                .toList());
        query.page(offset, limit);
        return wire.versions(query);
    }

    private static MlflowError absent(String name) {
        return MlflowError.absent("Registered Model with name=" + name + " not found");
    }

    private static MlflowError absent(String name, int number) {
        return MlflowError.absent("Model Version (name=" + name + ", version=" + number + ") not found");
    }

    /// A deed whose contradiction is told as a mistake: MLflow's own codes for it would be repeated for minutes, or
    /// mean
    /// that something exists already.
    static void told(Runnable deed) {
        try {
            deed.run();
        } catch (UserError.Conflict conflict) {
            throw MlflowError.invalid(String.valueOf(conflict.getMessage()));
        }
    }
}
