package org.dure.server.sweeps.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The parameters of a search, in an order in which each stands behind those that it depends on; without faults
/// (`SpaceRules`).
public record Space(List<Parameter> parameters) {

    public Space {
        parameters = List.copyOf(parameters);
    }

    /// Whether the parameter counts where those before it have these values. One whose own condition names an inactive
    /// parameter is inactive.
    boolean isActive(Parameter parameter, Map<String, Object> before) {
        if (parameter.when() == null) {
            return true;
        }
        return parameter.when().entrySet().stream().allMatch(condition -> {
            @Nullable Object value = before.get(condition.getKey());
            return value != null
                    && condition.getValue().stream().anyMatch(wanted -> Values.same(Values.normal(wanted), value));
        });
    }

    /// Gives each parameter that is active a value, the first one first.
    ///
    /// @param choose the value, from the parameter and its place
    Map<String, Object> fill(BiFunction<Parameter, Integer, Object> choose) {
        Map<String, Object> point = new LinkedHashMap<>();
        for (int at = 0; at < parameters.size(); at++) {
            Parameter parameter = parameters.get(at);
            if (isActive(parameter, point)) {
                point.put(parameter.name(), choose.apply(parameter, at));
            }
        }
        return point;
    }

    /// Values as they came from JSON or a database, each of the kind that its parameter has.
    public Map<String, Object> read(Map<String, Object> stored) {
        Map<String, Object> point = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            @Nullable Object value = stored.get(parameter.name());
            if (value != null) {
                Object normal = Values.normal(value);
                boolean broken = parameter.type().isRange() && !parameter.type().isWhole();
                point.put(
                        parameter.name(),
                        broken && normal instanceof Long whole ? (Object) whole.doubleValue() : normal);
            }
        }
        return point;
    }

    int size() {
        return parameters.size();
    }

    IntStream places() {
        return IntStream.range(0, parameters.size());
    }
}
