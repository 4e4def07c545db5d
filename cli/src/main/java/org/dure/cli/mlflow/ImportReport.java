package org.dure.cli.mlflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What an import brought, what had been there, and what was not brought and why. Threads may write at once.
public final class ImportReport {

    /// What is counted.
    public enum Kind {
        EXPERIMENT,
        RUN,
        /// Points of metrics.
        POINT,
        FILE,
        LOGGED_MODEL,
        MODEL,
        MODEL_VERSION,
        /// Of an experiment all together.
        TRACE
    }

    /// @param brought by this import
    /// @param there   brought by an earlier one
    public record Count(long brought, long there) {}

    /// @param which  its name or id at the source
    /// @param failed true where trying again may help; false for what Dure does not take
    public record NotBrought(Kind kind, String which, String reason, boolean failed) {}

    private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);
    private final List<NotBrought> notBrought = new ArrayList<>();

    synchronized void brought(Kind kind, long number) {
        counts.merge(kind, new Count(number, 0), ImportReport::sum);
    }

    synchronized void there(Kind kind, long number) {
        counts.merge(kind, new Count(0, number), ImportReport::sum);
    }

    synchronized void failed(Kind kind, String which, String reason) {
        notBrought.add(new NotBrought(kind, which, reason, true));
    }

    synchronized void leftOut(Kind kind, String which, String reason) {
        notBrought.add(new NotBrought(kind, which, reason, false));
    }

    public synchronized Map<Kind, Count> counts() {
        return new EnumMap<>(counts);
    }

    public synchronized List<NotBrought> notBrought() {
        return notBrought.stream()
                .sorted(Comparator.comparing(NotBrought::kind).thenComparing(NotBrought::which))
                .toList();
    }

    /// Whether the same command once more may bring what is missing.
    public synchronized boolean isWhole() {
        return notBrought.stream().noneMatch(NotBrought::failed);
    }

    private static Count sum(Count one, Count other) {
        return new Count(one.brought() + other.brought(), one.there() + other.there());
    }
}
