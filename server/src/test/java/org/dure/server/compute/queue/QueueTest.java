package org.dure.server.compute.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.compute.Session;
import org.dure.server.compute.share.Quotas;
import org.dure.server.compute.share.Share;
import org.dure.server.compute.slot.NodeMemory;
import org.dure.server.compute.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueTest {

    private static final long GIB = 1L << 30;

    private static final String NODE = "here";

    private final UUID red = UUID.randomUUID();
    private final UUID blue = UUID.randomUUID();

    @Test
    void the_oldest_goes_first() {
        Queue.Waiting first = waiting(red, 1, 0);
        Queue.Waiting second = waiting(red, 1, 0);
        assertThat(next(List.of(first, second), free(1))).isEqualTo(first);
    }

    @Test
    void projects_take_turns() {
        List<Queue.Waiting> queue = new ArrayList<>(
                List.of(waiting(red, 1, 0), waiting(red, 1, 0), waiting(red, 1, 0), waiting(blue, 1, 0)));
        List<UUID> order = new ArrayList<>();
        List<Slot> slots = new ArrayList<>(free(4));
        for (int i = 0; i < 4; i++) {
            Queue.Turn turn = new Queue(queue, slots, memory(100 * GIB), Quotas.none())
                    .next()
                    .orElseThrow();
            order.add(turn.waiting().projectId());
            queue.remove(turn.waiting());
            slots.replaceAll(slot -> turn.slots().contains(slot.name()) ? held(slot, turn.waiting()) : slot);
        }
        assertThat(order).containsExactly(red, blue, red, red);
    }

    @Test
    void evaluations_go_before_training_and_the_unlucky_before_the_new() {
        Queue.Waiting old = waiting(red, 1, 0);
        Queue.Waiting unlucky =
                new Queue.Waiting(UUID.randomUUID(), red, Session.Kind.TRAINING, new Session.Needs(1, GIB, 0), 1);
        Queue.Waiting evaluation =
                new Queue.Waiting(UUID.randomUUID(), red, Session.Kind.EVALUATION, new Session.Needs(1, GIB, 0), 0);
        assertThat(next(List.of(old, unlucky), free(1))).isEqualTo(unlucky);
        assertThat(next(List.of(old, unlucky, evaluation), free(1))).isEqualTo(evaluation);
    }

    @Test
    void a_small_session_does_not_overtake_a_large_one_for_the_same_kind_of_slot() {
        Queue.Waiting large = waiting(red, 2, 0);
        Queue.Waiting small = waiting(red, 1, 0);
        assertThat(new Queue(List.of(large, small), free(1), memory(100 * GIB), Quotas.none()).next())
                .isEmpty();
        Queue.Waiting onGpu = waiting(red, 1, 1);
        List<Slot> slots = new ArrayList<>(free(1));
        slots.add(new Slot("gpu-0", "local", NODE, Slot.Kind.GPU, 0, null));
        assertThat(next(List.of(large, small, onGpu), slots)).isEqualTo(onGpu);
    }

    @Test
    void a_session_without_memory_waits_and_says_so() {
        Queue.Waiting hungry = waiting(red, 1, 0);
        Queue queue = new Queue(
                List.of(hungry), free(1), List.of(new NodeMemory(NODE, 4 * GIB, 3 * GIB + GIB / 2)), Quotas.none());
        assertThat(queue.next()).isEmpty();
        assertThat(queue.reason(hungry.sessionId(), red).text())
                .isEqualTo("waits for memory, of which it needs 1.0 GiB; free are 0.5 GiB: it is the next one");
    }

    @Test
    void a_project_at_its_quota_waits_saying_so_and_stands_in_nobodys_way() {
        Slot taken = new Slot("gpu-0", "local", NODE, Slot.Kind.GPU, 0, holder(red, "digits-a"));
        Slot free = new Slot("gpu-1", "local", NODE, Slot.Kind.GPU, 1, null);
        Queue.Waiting barred = waiting(red, 1, 1);
        Queue.Waiting other = waiting(blue, 1, 1);
        Quotas quotas = new Quotas(Map.of(red, new Share(red, 1, 1, null, null)), Map.of(), LocalDate.EPOCH);
        Queue queue = new Queue(List.of(barred, other), List.of(taken, free), memory(100 * GIB), quotas);
        assertThat(queue.next().orElseThrow().waiting()).isEqualTo(other);
        assertThat(queue.reason(barred.sessionId(), red).text())
                .isEqualTo("the project's quota of GPUs is in use: 1 of 1");
        assertThat(queue.reason(other.sessionId(), blue).text()).isEqualTo("is about to start");
    }

    @Test
    void a_project_whose_gpu_hours_are_used_up_waits_for_the_next_month() {
        Queue.Waiting barred = waiting(red, 1, 1);
        Queue.Waiting onCpu = waiting(red, 1, 0);
        List<Slot> slots = new ArrayList<>(free(1));
        slots.add(new Slot("gpu-0", "local", NODE, Slot.Kind.GPU, 0, null));
        Quotas quotas = new Quotas(
                Map.of(red, new Share(red, 1, null, null, 10.0)), Map.of(red, 10.5), LocalDate.of(2026, 12, 1));
        Queue queue = new Queue(List.of(barred, onCpu), slots, memory(100 * GIB), quotas);
        assertThat(queue.next().orElseThrow().waiting()).isEqualTo(onCpu);
        assertThat(queue.reason(barred.sessionId(), red).text())
                .isEqualTo("the project's 10 GPU-hours of this month are used up; new ones begin on 2026-12-01");
    }

    @Test
    void the_reason_names_what_is_waited_for_and_no_session_of_another_project() {
        Slot own = new Slot("cpu-0", "local", NODE, Slot.Kind.CPU, 0, holder(red, "digits-a"));
        Slot foreign = new Slot("cpu-1", "local", NODE, Slot.Kind.CPU, 1, holder(blue, "secret plans"));
        Queue.Waiting first = waiting(red, 1, 0);
        Queue.Waiting second = waiting(red, 2, 0);
        Queue queue = new Queue(List.of(first, second), List.of(own, foreign), memory(100 * GIB), Quotas.none());
        assertThat(queue.reason(first.sessionId(), red).text())
                .isEqualTo(
                        "waits for a free CPU slot: it is the next one; held by digits-a; held by sessions of other projects: 1");
        assertThat(queue.reason(second.sessionId(), red).text())
                .isEqualTo(
                        "waits for 2 free CPU slots: 1 ahead of it; held by digits-a; held by sessions of other projects: 1");
    }

    @Test
    void a_gang_starts_when_as_many_nodes_as_it_asks_for_are_free_at_once_and_is_not_overtaken() {
        Queue.Waiting gang = gang(2, 2);
        Queue.Waiting small = waiting(red, 1, 0);
        List<Slot> slots = new ArrayList<>(twoNodes());
        List<NodeMemory> nodes = List.of(new NodeMemory("a", 4 * GIB, 0), new NodeMemory("b", 4 * GIB, 0));
        Queue free = new Queue(List.of(gang, small), slots, nodes, Quotas.none());
        assertThat(free.next().orElseThrow().slots()).containsExactly("a-0", "a-1", "b-0", "b-1");

        slots.replaceAll(slot -> slot.name().equals("b-1") ? slot.heldBy(holder(blue, "other")) : slot);
        Queue busy = new Queue(List.of(gang, small), slots, nodes, Quotas.none());
        assertThat(busy.next()).isEmpty();
        assertThat(busy.couldStart(gang)).isFalse();
        assertThat(busy.reason(gang.sessionId(), red).text())
                .startsWith("waits for 2 nodes with 2 free CPU slots each: it is the next one");

        Queue large = new Queue(List.of(gang(3, 1)), slots, nodes, Quotas.none());
        assertThat(large.reason(large.order().getFirst().sessionId(), red).text())
                .isEqualTo("waits for 3 nodes that each have as much as it needs: its pool has 2 of them now");
    }

    @Test
    void a_gang_counts_for_its_projects_quota_with_all_of_its_nodes() {
        Queue.Waiting gang = gang(2, 2);
        List<NodeMemory> nodes = List.of(new NodeMemory("a", 4 * GIB, 0), new NodeMemory("b", 4 * GIB, 0));
        Quotas quotas = new Quotas(Map.of(red, new Share(red, 1, null, 3, null)), Map.of(), LocalDate.EPOCH);
        Queue queue = new Queue(List.of(gang), twoNodes(), nodes, quotas);
        assertThat(queue.next()).isEmpty();
        assertThat(queue.reason(gang.sessionId(), red).text())
                .isEqualTo("the project's quota of CPU slots is in use: 0 of 3");
    }

    private Queue.Waiting gang(int nodes, double cpus) {
        return new Queue.Waiting(
                UUID.randomUUID(), red, Session.Kind.TRAINING, new Session.Needs(cpus, GIB, 0, nodes), 0);
    }

    private static List<Slot> twoNodes() {
        List<Slot> slots = new ArrayList<>();
        for (String node : List.of("a", "b")) {
            for (int number = 0; number < 2; number++) {
                slots.add(new Slot(node + "-" + number, "cluster", node, Slot.Kind.CPU, number, null));
            }
        }
        return slots;
    }

    private static Queue.@Nullable Waiting next(List<Queue.Waiting> waiting, List<Slot> slots) {
        return new Queue(waiting, slots, memory(100 * GIB), Quotas.none())
                .next()
                .map(Queue.Turn::waiting)
                .orElse(null);
    }

    private static Queue.Waiting waiting(UUID project, double cpus, int gpus) {
        return new Queue.Waiting(
                UUID.randomUUID(), project, Session.Kind.TRAINING, new Session.Needs(cpus, GIB, gpus), 0);
    }

    private static List<Slot> free(int count) {
        List<Slot> slots = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            slots.add(new Slot("cpu-" + number, "local", NODE, Slot.Kind.CPU, number, null));
        }
        return slots;
    }

    private static List<NodeMemory> memory(long bytes) {
        return List.of(new NodeMemory(NODE, bytes, 0));
    }

    private static Slot held(Slot slot, Queue.Waiting by) {
        Slot.Holder holder = new Slot.Holder(UUID.randomUUID(), by.sessionId(), by.projectId(), "x", Instant.now());
        return new Slot(slot.name(), slot.pool(), slot.node(), slot.kind(), slot.number(), holder);
    }

    private static Slot.Holder holder(UUID project, String name) {
        return new Slot.Holder(UUID.randomUUID(), UUID.randomUUID(), project, name, Instant.now());
    }
}
