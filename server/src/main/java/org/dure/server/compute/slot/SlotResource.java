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
            Slot.Kind kind,
            @Nullable Instant heldSince,
            @Nullable UUID sessionId,
            @Nullable UUID projectId,
            @Nullable String sessionName) {}

    record SlotList(List<SlotView> items, long memoryBytes, long memoryHeldBytes) {}

    private final SlotService slots;
    private final Machine machine;

    SlotResource(SlotService slots, Machine machine) {
        this.slots = slots;
        this.machine = machine;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    SlotList list(Caller caller) {
        return new SlotList(
                slots.list().stream().map(slot -> view(caller, slot)).toList(),
                machine.memoryBytes(),
                slots.memoryHeld());
    }

    private static SlotView view(Caller caller, Slot slot) {
        Slot.Holder holder = slot.holder();
        if (holder == null) {
            return new SlotView(slot.name(), slot.kind(), null, null, null, null);
        }
        if (!caller.may(Permission.COMPUTE_READ, holder.projectId())) {
            return new SlotView(slot.name(), slot.kind(), holder.since(), null, null, null);
        }
        return new SlotView(
                slot.name(), slot.kind(), holder.since(), holder.sessionId(), holder.projectId(), holder.sessionName());
    }
}
