package org.dure.server.serving.key;

import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// API keys of a project.
@RestController
@RequestMapping("/api/v1")
class KeyResource {

    private final KeyService keys;

    KeyResource(KeyService keys) {
        this.keys = keys;
    }

    @Needs(Permission.SERVING_READ)
    @GetMapping("/projects/{project}/keys")
    Page<ApiKey> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        return keys.list(caller, project, after, limit);
    }

    @Needs(Permission.SERVING_WRITE)
    @PostMapping("/projects/{project}/keys")
    @ResponseStatus(HttpStatus.CREATED)
    ApiKey.Issued issue(Caller caller, @PathVariable String project, @RequestBody KeyService.NewKey body) {
        return keys.issue(caller, project, body);
    }

    @Needs(Permission.SERVING_WRITE)
    @DeleteMapping("/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable UUID id) {
        keys.revoke(caller, id);
    }
}
