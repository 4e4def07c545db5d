package org.dure.server.compute.room;

import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The room at a glance.
@RestController
@RequestMapping("/api/v1/room")
class RoomResource {

    private final RoomService rooms;
    private final RulesService rules;

    RoomResource(RoomService rooms, RulesService rules) {
        this.rooms = rooms;
        this.rules = rules;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/rules")
    Rules rules(Caller caller) {
        return rules.now(caller);
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    Room now(Caller caller) {
        return rooms.now(caller);
    }
}
