package org.dure.server.compute.decision;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.curve.CurveService;
import org.dure.server.compute.curve.SessionCurve;
import org.dure.server.compute.pool.PoolService;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/// Finds out what became of the probabilities that decisions rested on.
@Service
class BacktestService {

    private static final int AT_ONCE = 500;

    private final BacktestRepository outcomes;
    private final CurveService curves;
    private final PoolService pools;
    private final Clock clock;

    BacktestService(BacktestRepository outcomes, CurveService curves, PoolService pools, Clock clock) {
        this.outcomes = outcomes;
        this.curves = curves;
        this.pools = pools;
        this.clock = clock;
    }

    /// @throws org.dure.server.base.UserError.NotFound where there is no such pool
    Backtest of(String pool) {
        return outcomes.of(pools.require(pool).name());
    }

    /// Points bear the time at which they were logged, so that it does not matter how late this looks.
    @Scheduled(fixedDelayString = "PT10S")
    void judge() {
        List<BacktestRepository.Open> due = outcomes.due(clock.instant(), AT_ONCE);
        if (due.isEmpty()) {
            return;
        }
        Map<UUID, SessionCurve> known =
                curves.of(due.stream().map(BacktestRepository.Open::session).toList());
        for (BacktestRepository.Open each : due) {
            SessionCurve curve = known.get(each.session());
            boolean inSlice = renewed(curve, each.best(), each.from(), each.until());
            Boolean atEnd = each.over() ? renewed(curve, each.best(), each.from(), Instant.MAX) : null;
            outcomes.judge(each.id(), inSlice, atEnd);
        }
    }

    static boolean renewed(@Nullable SessionCurve curve, double best, Instant after, Instant until) {
        return curve != null
                && curve.points().stream().anyMatch(point -> {
                    Instant time = Instant.ofEpochMilli(point.ms());
                    return time.isAfter(after) && !time.isAfter(until) && curve.loss(point.value()) < best;
                });
    }
}
