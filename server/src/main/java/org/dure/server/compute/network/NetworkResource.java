package org.dure.server.compute.network;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The hosts that a project allows its sessions.
@RestController
@RequestMapping("/api/v1/projects/{project}/network")
class NetworkResource {

    record Body(@Nullable List<String> hosts) {}

    record NetworkView(List<String> hosts) {}

    private final NetworkService networks;

    NetworkResource(NetworkService networks) {
        this.networks = networks;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    NetworkView get(Caller caller, @PathVariable String project) {
        return new NetworkView(networks.get(caller, project));
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PutMapping
    NetworkView put(Caller caller, @PathVariable String project, @RequestBody Body body) {
        return new NetworkView(networks.put(caller, project, body.hosts()));
    }
}
