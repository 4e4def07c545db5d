package org.dure.server.compute.forecast;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/// Estimates of starts, made anew every few seconds while somebody asks, and kept once for each attempt.
@Service
public class ForecastService {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration JUDGED = Duration.ofDays(30);

    /// What a session could ask for instead, and when it would start then.
    ///
    /// @param start null where it stands too far back in the queue
    public record WhatIf(
            Session.Needs needs,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Start start) {}

    /// All estimates of one moment.
    public record Estimates(Instant at, Map<UUID, Start> starts) {}

    private final ForecastRepository forecasts;
    private final PoolService pools;
    private final QueueService queues;
    private final SessionService sessions;
    private final Clock clock;
    /// Of the last moment; made again where it is lost.
    private Estimates newest = new Estimates(Instant.EPOCH, Map.of());

    ForecastService(
            ForecastRepository forecasts,
            PoolService pools,
            QueueService queues,
            SessionService sessions,
            Clock clock) {
        this.forecasts = forecasts;
        this.pools = pools;
        this.queues = queues;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// By session, of those who wait near the front of the queue.
    public synchronized Estimates estimates() {
        Instant now = clock.instant();
        if (newest.at().plus(FRESH).isBefore(now)) {
            Map<UUID, Start> starts = new HashMap<>();
            pictures()
                    .filter(picture -> !picture.waiting().isEmpty())
                    .forEach(picture -> starts.putAll(forecast(picture, now).starts()));
            newest = new Estimates(now, starts);
        }
        return newest;
    }

    /// How earlier estimates have come true.
    public Calibration calibration() {
        Instant now = clock.instant();
        return forecasts.calibration(now.minus(JUDGED), now);
    }

    @Scheduled(fixedDelayString = "PT5S")
    void keep() {
        Set<UUID> waiting = pictures()
                .flatMap(picture -> picture.waiting().stream())
                .map(Queue.Waiting::sessionId)
                .collect(Collectors.toSet());
        if (waiting.isEmpty() || forecasts.estimated(waiting).containsAll(waiting)) {
            return;
        }
        Estimates made = estimates();
        Set<UUID> before = forecasts.estimated(made.starts().keySet());
        made.starts().forEach((session, start) -> {
            if (waiting.contains(session) && !before.contains(session)) {
                forecasts.insert(session, start, made.at());
            }
        });
    }

    /// The session's own start first, then what it could ask for instead.
    ///
    /// @throws UserError.Conflict where it does not wait
    List<WhatIf> whatIf(Caller caller, UUID sessionId) {
        Session session = sessions.get(caller, sessionId);
        QueueService.Picture picture = queues.picture(session.pool());
        Optional<Queue.Waiting> waiting = picture.waiting().stream()
                .filter(each -> each.sessionId().equals(sessionId))
                .findFirst();
        if (waiting.isEmpty()) {
            throw new UserError.Conflict(
                    "The session " + session.name() + " does not wait: it is " + session.state() + ".");
        }
        Forecast forecast = forecast(picture, clock.instant());
        List<WhatIf> found = new ArrayList<>();
        found.add(new WhatIf(session.needs(), forecast.start(sessionId)));
        for (Session.Needs needs : alternatives(session.needs())) {
            Queue.Waiting asked = waiting.get().withNeeds(needs);
            found.add(new WhatIf(needs, forecast.with(asked).start(sessionId)));
        }
        return found;
    }

    /// Less of one thing at a time: half of it, and the least.
    static List<Session.Needs> alternatives(Session.Needs needs) {
        Set<Session.Needs> less = new java.util.LinkedHashSet<>();
        for (int nodes : new int[] {needs.nodes() / 2, 1}) {
            if (nodes >= 1 && nodes < needs.nodes()) {
                less.add(new Session.Needs(needs.cpus(), needs.memoryBytes(), needs.gpus(), nodes));
            }
        }
        for (int gpus : new int[] {needs.gpus() / 2, 1}) {
            if (gpus >= 1 && gpus < needs.gpus()) {
                less.add(new Session.Needs(needs.cpus(), needs.memoryBytes(), gpus, needs.nodes()));
            }
        }
        for (double cpus : new double[] {Math.floor(needs.cpus() / 2), 1}) {
            if (needs.gpus() == 0 && cpus >= 1 && cpus < needs.cpus()) {
                less.add(new Session.Needs(cpus, needs.memoryBytes(), 0, needs.nodes()));
            }
        }
        if (needs.memoryBytes() >= 2L << 30) {
            less.add(new Session.Needs(needs.cpus(), needs.memoryBytes() / 2, needs.gpus(), needs.nodes()));
        }
        return List.copyOf(less);
    }

    private Stream<QueueService.Picture> pictures() {
        return pools.list().stream().map(pool -> queues.picture(pool.name()));
    }

    private Forecast forecast(QueueService.Picture picture, Instant now) {
        List<ForecastRepository.Open> open = forecasts.open(now);
        List<ForecastRepository.Past> past = forecasts.past(
                open.stream().map(each -> each.likeness().projectId()).collect(Collectors.toSet()));
        Map<ForecastRepository.Likeness, Lengths> lengths = new HashMap<>();
        Map<UUID, Forecast.Known> known = new HashMap<>();
        for (ForecastRepository.Open each : open) {
            double before = each.elapsedSeconds() - each.attemptSeconds();
            known.put(
                    each.id(),
                    new Forecast.Known(
                            lengths.computeIfAbsent(each.likeness(), like -> alike(like, past)),
                            each.elapsedSeconds(),
                            before + each.wallSeconds(),
                            each.memoryBytes()));
        }
        return new Forecast(
                picture.waiting(), picture.slots(), picture.nodes(), picture.quotas(), picture.rule(), known);
    }

    /// Of the closest kind of which there are enough: the same command, the same program, any of the project.
    private static Lengths alike(ForecastRepository.Likeness like, List<ForecastRepository.Past> past) {
        List<Predicate<ForecastRepository.Likeness>> kinds = List.of(
                like::equals,
                other -> other.projectId().equals(like.projectId())
                        && other.program().equals(like.program()),
                other -> other.projectId().equals(like.projectId())
                        && other.kind().equals(like.kind())
                        && other.onGpu() == like.onGpu());
        Lengths lengths = new Lengths();
        for (Predicate<ForecastRepository.Likeness> kind : kinds) {
            lengths = new Lengths(past.stream()
                    .filter(each -> kind.test(each.likeness()))
                    .mapToDouble(ForecastRepository.Past::seconds)
                    .toArray());
            if (lengths.size() >= Lengths.FEWEST) {
                return lengths;
            }
        }
        return lengths;
    }
}
