package org.dure.server.compute.scheduler;

import java.util.List;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// A slot that is to be given for one slice, and the picture in which that is decided.
///
/// @param number  of the decision, from 0; every so many one goes to whoever has waited longest
/// @param tenants all that share the slots
/// @param last    who held the slot until now and could keep it without a start; null where nobody could
/// @param passed  slots that were given since whoever has waited longest began to wait
public record Offer(
        long number, List<Tenant> tenants, @Nullable Trial last, long passed) {

    /// Those who could use it.
    List<Tenant> backlogged() {
        return tenants.stream().filter(Tenant::isBacklogged).toList();
    }

    /// Whether the slot was the tenant's until now.
    boolean holds(Tenant tenant) {
        return tenant.problems().stream().anyMatch(this::holds);
    }

    /// Whether the slot was one of the problem's until now.
    boolean holds(Problem problem) {
        return last != null && problem.trials().contains(last);
    }

    /// Slot-seconds of so many of its epochs and, where it is another one than the last, of its start.
    public double cost(Trial trial, int epochs) {
        return trial == last ? trial.costFromHere(epochs) : trial.cost(epochs);
    }
}
