package org.dure.server.sweeps.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every combination of a few values of each parameter, the last one varying fastest. A parameter that is inactive adds
/// no combination.
public record GridSearch() implements Algorithm {

    @Override
    public Optional<Map<String, Object>> next(Space space, long seed, int number, List<Observation> history) {
        return Optional.ofNullable(new Walk(space, number).from(0, new LinkedHashMap<>()));
    }

    /// How many points the grid has.
    ///
    /// @param most no further than so many are counted
    public static int count(Space space, int most) {
        Walk walk = new Walk(space, most);
        walk.from(0, new LinkedHashMap<>());
        return most - walk.left;
    }

    /// Goes through the points in order until `left` of them are behind it.
    private static final class Walk {
        private final Space space;
        private int left;

        Walk(Space space, int left) {
            this.space = space;
            this.left = left;
        }

        /// The wanted point, where it is among those that begin with `chosen`.
        @Nullable
        Map<String, Object> from(int place, Map<String, Object> chosen) {
            if (place == space.size()) {
                return left == 0 ? Map.copyOf(chosen) : pass();
            }
            Parameter parameter = space.parameters().get(place);
            if (!space.isActive(parameter, chosen)) {
                return from(place + 1, chosen);
            }
            for (Object value : parameter.domain().grid(parameter.steps())) {
                Map<String, Object> longer = new LinkedHashMap<>(chosen);
                longer.put(parameter.name(), value);
                Map<String, Object> found = from(place + 1, longer);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        private @Nullable Map<String, Object> pass() {
            left--;
            return null;
        }
    }
}
