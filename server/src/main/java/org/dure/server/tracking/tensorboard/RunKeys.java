package org.dure.server.tracking.tensorboard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The keys under which the scalars of one run's event files stand, and what is new since the last `takeNew`.
final class RunKeys {

    /// Of one run.
    static final int METRICS_MOST = 2_000;

    private final Predicate<String> isLogged;
    private final Map<String, EventMetric> byName = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final List<EventMetric> added = new ArrayList<>();

    /// @param before   what earlier readings have found
    /// @param isLogged whether the run has a metric of that key already
    RunKeys(List<EventMetric> before, Predicate<String> isLogged) {
        this.isLogged = isLogged;
        before.forEach(this::put);
    }

    private void put(EventMetric metric) {
        byName.put(metric.name(), metric);
        taken.add(metric.key());
    }

    /// @return null where the run has too many metrics already
    @Nullable
    EventMetric of(String name) {
        EventMetric known = byName.get(name);
        if (known != null || byName.size() >= METRICS_MOST) {
            return known;
        }
        String key = MetricNames.key(name);
        if (taken.contains(key)) {
            key = MetricNames.otherKey(name);
        }
        EventMetric metric = new EventMetric(name, key, isLogged.test(key));
        put(metric);
        added.add(metric);
        return metric;
    }

    /// What was found since this was last called.
    Collection<EventMetric> takeNew() {
        List<EventMetric> found = List.copyOf(added);
        added.clear();
        return found;
    }
}
