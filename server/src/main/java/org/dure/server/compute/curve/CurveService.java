package org.dure.server.compute.curve;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/// Reads the curves of sessions from those who know them into rows, and tells them from there.
@Service
public class CurveService {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int AT_ONCE = 300;

    private final CurveRepository curves;
    private final ObjectProvider<AimSource> aims;
    private final ObjectProvider<CurveSource> sources;
    private final Clock clock;
    private Instant next = Instant.MIN;

    CurveService(
            CurveRepository curves, ObjectProvider<AimSource> aims, ObjectProvider<CurveSource> sources, Clock clock) {
        this.curves = curves;
        this.aims = aims;
        this.sources = sources;
        this.clock = clock;
    }

    /// Reads what may have changed, every few seconds however often it is called. Not for use within a transaction: it
    /// asks much of others.
    public synchronized void refresh() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        List<CurveRepository.Due> due = curves.due(now, AT_ONCE);
        Map<UUID, Aim> known =
                aims(due.stream().map(CurveRepository.Due::competitor).toList());
        Map<UUID, List<CurveSource.Point>> logged = new HashMap<>();
        Map<UUID, List<CurveSource.Point>> evaluated = new HashMap<>();
        for (CurveSource source : sources) {
            switch (source.origin()) {
                case LOGGED -> logged.putAll(source.points(known));
                case EVALUATED -> evaluated.putAll(source.points(known));
            }
        }
        for (CurveRepository.Due each : due) {
            UUID id = each.competitor().sessionId();
            Aim aim = known.get(id);
            List<CurveSource.Point> judged = evaluated.getOrDefault(id, List.of());
            SessionCurve curve = new SessionCurve(
                    id,
                    aim == null ? null : aim.group(),
                    aim == null || aim.minimize(),
                    logged.getOrDefault(id, List.of()),
                    judged.isEmpty() ? null : last(judged));
            curves.put(curve, each.settles(), now);
        }
        next = due.size() == AT_ONCE ? now : now.plus(PAUSE);
    }

    private static @Nullable Double last(List<CurveSource.Point> points) {
        double value = points.getLast().value();
        return Double.isFinite(value) ? value : null;
    }

    private Map<UUID, Aim> aims(Collection<AimSource.Competitor> sessions) {
        Map<UUID, Aim> known = new HashMap<>();
        aims.orderedStream()
                .forEach(source -> source.aims(sessions.stream()
                                .filter(session -> !known.containsKey(session.sessionId()))
                                .toList())
                        .forEach(known::putIfAbsent));
        return known;
    }

    /// As they were last read; absent where they never were.
    public Map<UUID, SessionCurve> of(Collection<UUID> sessions) {
        return curves.of(sessions).stream().collect(Collectors.toMap(SessionCurve::sessionId, curve -> curve));
    }
}
