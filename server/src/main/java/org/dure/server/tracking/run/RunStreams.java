package org.dure.server.tracking.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.dure.server.base.UserError;
import org.dure.server.tracking.Run;
import org.dure.server.tracking.metric.MetricStore;
import org.dure.server.tracking.metric.Series;
import org.dure.server.tracking.metric.Standing;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// Live curves: one query a second over all runs that somebody watches, and an event `series` to those whose run has
/// new points or another status. No watcher holds a database connection, and a slow one delays nobody.
@Component
class RunStreams {

    private static final int STREAMS_MOST = 500;

    /// The page opens a new stream then; so a token that was revoked does not watch for ever.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final class Watcher {
        private final String runId;
        private final SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        private final Map<String, Long> sent = new HashMap<>();
        private final AtomicBoolean busy = new AtomicBoolean();
        private String status = "";
        private int quietSeconds;

        private Watcher(String runId) {
            this.runId = runId;
        }
    }

    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final MetricStore metrics;
    private volatile boolean closing;

    RunStreams(MetricStore metrics) {
        this.metrics = metrics;
    }

    /// `server` waits for its requests before it ends; the pages open new streams by themselves.
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
        watchers.forEach(watcher -> watcher.emitter.complete());
    }

    /// @throws UserError.TooMany where too many watch
    SseEmitter open(Run run) {
        if (watchers.size() >= STREAMS_MOST) {
            throw new UserError.TooMany("Too many live pages are open; try again in a moment.", 10);
        }
        Watcher watcher = new Watcher(run.id());
        watcher.emitter.onCompletion(() -> watchers.remove(watcher));
        watcher.emitter.onTimeout(watcher.emitter::complete);
        watcher.emitter.onError(error -> watchers.remove(watcher));
        watchers.add(watcher);
        if (closing) {
            watcher.emitter.complete();
        }
        return watcher.emitter;
    }

    @Scheduled(fixedDelay = 1_000)
    void tell() {
        if (watchers.isEmpty()) {
            return;
        }
        Map<String, Standing> now =
                metrics.standing(watchers.stream().map(watcher -> watcher.runId).collect(Collectors.toSet()));
        for (Watcher watcher : watchers) {
            Standing standing = now.get(watcher.runId);
            if (standing != null && watcher.busy.compareAndSet(false, true)) {
                Thread.startVirtualThread(() -> tell(watcher, standing));
            }
        }
    }

    private void tell(Watcher watcher, Standing whole) {
        try {
            List<Series> news = new ArrayList<>();
            for (Series series : whole.series()) {
                if (!Long.valueOf(series.n()).equals(watcher.sent.put(series.key(), series.n()))) {
                    news.add(series);
                }
            }
            if (!news.isEmpty() || !whole.status().equals(watcher.status)) {
                watcher.status = whole.status();
                watcher.quietSeconds = 0;
                watcher.emitter.send(SseEmitter.event().name("series").data(new Standing(whole.status(), news)));
            } else if (++watcher.quietSeconds >= 15) {
                watcher.quietSeconds = 0;
                watcher.emitter.send(SseEmitter.event().comment("still here"));
            }
        } catch (IOException | IllegalStateException gone) {
            watchers.remove(watcher);
        } finally {
            watcher.busy.set(false);
        }
    }
}
