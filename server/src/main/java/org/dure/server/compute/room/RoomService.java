package org.dure.server.compute.room;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.compute.ContextNames;
import org.dure.server.compute.Pool;
import org.dure.server.compute.forecast.ForecastService;
import org.dure.server.compute.forecast.Start;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.Queue;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.sample.NodeSample;
import org.dure.server.compute.sample.SampleService;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.dure.server.compute.slot.SlotService;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/// Shows the room to anybody who works somewhere in it.
@Service
class RoomService {

    /// So many of those who wait are listed.
    private static final int QUEUE_MAX = 500;

    private final RoomRepository rooms;
    private final SlotService slots;
    private final QueueService queues;
    private final SampleService samples;
    private final ForecastService forecasts;
    private final ProjectService projects;
    private final ObjectProvider<ContextNames> names;
    private final PoolService pools;
    private final Clock clock;

    RoomService(
            RoomRepository rooms,
            SlotService slots,
            QueueService queues,
            SampleService samples,
            ForecastService forecasts,
            ProjectService projects,
            ObjectProvider<ContextNames> names,
            PoolService pools,
            Clock clock) {
        this.rooms = rooms;
        this.slots = slots;
        this.queues = queues;
        this.samples = samples;
        this.forecasts = forecasts;
        this.projects = projects;
        this.names = names;
        this.pools = pools;
        this.clock = clock;
    }

    Room now(Caller caller) {
        Instant now = clock.instant();
        Sight sight = sight(caller);
        List<NodeMemory> memory = pools.list().stream()
                .flatMap(pool -> slots.memory(pool.name()).stream())
                .toList();
        return new Room(
                now,
                nodes(sight),
                memory.stream().mapToLong(NodeMemory::totalBytes).sum(),
                memory.stream().mapToLong(NodeMemory::heldBytes).sum(),
                pools.list().stream()
                        .flatMap(pool -> queue(pool.name(), sight).stream())
                        .toList(),
                forecasts.calibration());
    }

    private record NodeOfPool(String pool, String node) {}

    private List<Room.Node> nodes(Sight sight) {
        Map<NodeOfPool, List<Room.Place>> places = new LinkedHashMap<>();
        for (Slot slot : slots.list()) {
            String place = slot.pool().equals(Pool.LOCAL) ? samples.thisNode() : slot.node();
            places.computeIfAbsent(new NodeOfPool(slot.pool(), place), node -> new ArrayList<>())
                    .add(new Room.Place(slot.name(), slot.kind(), slot.number(), sight.holder(slot.holder())));
        }
        Map<NodeOfPool, NodeSample> latest = samples.latest().stream()
                .collect(Collectors.toMap(sample -> new NodeOfPool(sample.pool(), sample.node()), sample -> sample));
        latest.keySet().forEach(node -> places.putIfAbsent(node, List.of()));
        return places.entrySet().stream()
                .map(node -> new Room.Node(
                        node.getKey().pool(), node.getKey().node(), latest.get(node.getKey()), node.getValue()))
                .toList();
    }

    /// Each pool has a queue of its own.
    private List<Room.Waiting> queue(String pool, Sight sight) {
        Queue queue = queues.now(pool);
        List<Queue.Waiting> order = queue.order();
        Map<UUID, Start> starts =
                order.isEmpty() ? Map.of() : forecasts.estimates().starts();
        List<Room.Waiting> waiting = new ArrayList<>();
        for (Queue.Waiting each : order.subList(0, Math.min(QUEUE_MAX, order.size()))) {
            RoomRepository.Open open = sight.open().get(each.sessionId());
            if (open == null) {
                continue;
            }
            Room.Named session = sight.named(each.sessionId());
            waiting.add(new Room.Waiting(
                    pool,
                    waiting.size() + 1,
                    each.kind(),
                    each.needs(),
                    open.since(),
                    session,
                    session == null ? null : queue.reason(each.sessionId(), each.projectId()),
                    starts.get(each.sessionId())));
        }
        return waiting;
    }

    private Sight sight(Caller caller) {
        Map<UUID, RoomRepository.Open> open = rooms.open();
        Map<UUID, String> visible = projects.list(caller).stream()
                .filter(project -> caller.may(Permission.COMPUTE_READ, project.id()))
                .collect(Collectors.toMap(Project::id, Project::name));
        Set<String> problems = open.values().stream()
                .filter(session -> visible.containsKey(session.projectId()))
                .map(RoomRepository.Open::problem)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<String, String> problemNames = problems.isEmpty()
                ? Map.of()
                : names.stream()
                        .filter(each -> each.key().equals("problem"))
                        .findFirst()
                        .map(each -> each.names(problems))
                        .orElse(Map.of());
        return new Sight(open, visible, problemNames);
    }

    /// What one person may see.
    ///
    /// @param projects names of those that are open to that person
    private record Sight(
            Map<UUID, RoomRepository.Open> open, Map<UUID, String> projects, Map<String, String> problems) {

        Room.@Nullable Holder holder(Slot.@Nullable Holder holder) {
            return holder == null ? null : new Room.Holder(holder.since(), named(holder.sessionId()));
        }

        Room.@Nullable Named named(UUID sessionId) {
            RoomRepository.Open session = open.get(sessionId);
            String project = session == null ? null : projects.get(session.projectId());
            if (session == null || project == null) {
                return null;
            }
            String problem = session.problem();
            String problemName = problem == null ? null : problems.get(problem);
            return new Room.Named(
                    session.id(),
                    session.name(),
                    session.projectId(),
                    project,
                    session.createdBy(),
                    problemName == null || problem == null ? null : UUID.fromString(problem),
                    problemName);
        }
    }
}
