package org.dure.server.compute.slot;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who holds what of the machine.
@RestController
@RequestMapping("/api/v1/slots")
class SlotResource {

    /// @param heldSince   null where it is free
    /// @param sessionId   null where it is free, or held by a project that the caller does not see
    /// @param sessionName like `sessionId`
    record SlotView(
            String name,
            String pool,
            String node,
            Slot.Kind kind,
            @Nullable Instant heldSince,
            @Nullable UUID sessionId,
            @Nullable UUID projectId,
            @Nullable String sessionName) {}

    /// The memory is that of all nodes.
    record SlotList(List<SlotView> items, long memoryBytes, long memoryHeldBytes) {}

    private final SlotService slots;

    SlotResource(SlotService slots) {
        this.slots = slots;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    SlotList list(Caller caller) {
        List<Slot> all = slots.list();
        List<NodeMemory> memory = all.stream()
                .map(Slot::pool)
                .distinct()
                .flatMap(pool -> slots.memory(pool).stream())
                .toList();
        return new SlotList(
                all.stream().map(slot -> view(caller, slot)).toList(),
                memory.stream().mapToLong(NodeMemory::totalBytes).sum(),
                memory.stream().mapToLong(NodeMemory::heldBytes).sum());
    }

    private static SlotView view(Caller caller, Slot slot) {
        Slot.Holder holder = slot.holder();
        Slot.Holder known = holder != null && caller.may(Permission.COMPUTE_READ, holder.projectId()) ? holder : null;
        return new SlotView(
                slot.name(),
                slot.pool(),
                slot.node(),
                slot.kind(),
                holder == null ? null : holder.since(),
                known == null ? null : known.sessionId(),
                known == null ? null : known.projectId(),
                known == null ? null : known.sessionName());
    }
}
