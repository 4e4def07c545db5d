package org.dure.server.compute.decision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.scheduler.Offer;
import org.dure.server.compute.scheduler.Tenant;
import org.dure.server.compute.scheduler.curve.CurveShapes;
import org.dure.server.compute.scheduler.search.Problem;
import org.dure.server.compute.scheduler.search.Trial;
import org.jspecify.annotations.Nullable;

/// The picture in the words of the scheduler: tenants, problems, trials, and which of them is which session.
final class Scene {

    /// @param wants      whether the slots could be given to it
    /// @param correction of the losses of its group
    record Entry(
            UUID session,
            UUID project,
            Tenant tenant,
            Problem problem,
            Trial trial,
            boolean wants,
            double correction) {}

    /// The longest waiting first.
    static final Comparator<Entry> BY_WAIT = Comparator.comparingDouble(
                    (Entry entry) -> entry.trial().waitingSince())
            .thenComparing(Entry::session);

    private final Map<Trial, Entry> byTrial = new IdentityHashMap<>();
    private final Offer offer;
    private final List<Entry> wanting;
    private final @Nullable Double least;

    Scene(Inputs inputs) {
        List<Entry> entries = new ArrayList<>();
        List<Tenant> tenants = new ArrayList<>();
        Trial last = null;
        for (Inputs.Tenant each : inputs.tenants()) {
            Tenant tenant = new Tenant(each.project().toString(), each.weight(), each.virtualTime());
            tenants.add(tenant);
            for (Inputs.Group group : each.groups()) {
                Problem problem = problem(group, inputs.resumeSlices() * inputs.sliceSeconds());
                List<Trial> trials = problem.trials();
                tenant.problems().add(problem);
                for (int number = 0; number < trials.size(); number++) {
                    Inputs.Trial row = group.trials().get(number);
                    boolean wants = row.standing() == Inputs.Standing.READY;
                    Entry entry = new Entry(
                            row.session(),
                            each.project(),
                            tenant,
                            problem,
                            trials.get(number),
                            wants,
                            group.correction());
                    entries.add(entry);
                    byTrial.put(entry.trial(), entry);
                    last = row.session().equals(inputs.holder()) ? entry.trial() : last;
                }
            }
        }
        long passed = inputs.passed() == null ? Long.MAX_VALUE : inputs.passed();
        offer = new Offer(inputs.number(), tenants, last, passed);
        wanting = entries.stream().filter(Entry::wants).toList();
        least = wanting.stream()
                .map(entry -> entry.tenant().virtualTime())
                .min(Double::compare)
                .orElse(null);
    }

    /// As far as beliefs go, which no cost changes.
    static Problem problem(Inputs.Group group) {
        return problem(group, 0);
    }

    private static Problem problem(Inputs.Group group, double startSeconds) {
        List<Trial> trials = new ArrayList<>();
        for (int number = 0; number < group.trials().size(); number++) {
            trials.add(trial(number, group.trials().get(number), group.horizon(), startSeconds));
        }
        return new Problem(group.name(), CurveShapes.of(group.horizon()), trials);
    }

    private static Trial trial(int number, Inputs.Trial row, int horizon, double startSeconds) {
        double[] settings =
                row.settings().stream().mapToDouble(Double::doubleValue).toArray();
        Trial trial =
                new Trial(number, settings, row.pointSeconds(), startSeconds * (row.slots() == null ? 1 : row.slots()));
        trial.arriveAt(row.arrived());
        trial.waitingSince(row.waitsSince());
        row.losses().stream().limit(horizon).forEach(loss -> trial.observe(loss == null ? Double.NaN : loss));
        trial.waiting(row.standing() == Inputs.Standing.READY);
        trial.running(row.standing() == Inputs.Standing.RUNNING);
        return trial;
    }

    Offer offer() {
        return offer;
    }

    Entry entry(Trial trial) {
        return java.util.Objects.requireNonNull(byTrial.get(trial));
    }

    /// Those that the slots could be given to.
    List<Entry> wanting() {
        return wanting;
    }

    /// @throws IllegalArgumentException where nobody wants the slots
    Entry longestWaiting() {
        return wanting.stream().min(BY_WAIT).orElseThrow(() -> new IllegalArgumentException("Nobody wants the slots"));
    }

    /// Virtual time of the least served of those who want them; null where nobody does.
    @Nullable
    Double least() {
        return least;
    }
}
