package org.dure.server.compute.secret;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// A project's secrets: written here, read by its sessions alone.
@RestController
@RequestMapping("/api/v1/projects/{project}/secrets")
class SecretResource {

    record Value(@Nullable String value) {

        /// Whatever prints a request prints no value.
        @Override
        public String toString() {
            return "Value[…]";
        }
    }

    record SecretList(List<SecretRepository.Entry> items) {}

    private final SecretService secrets;

    SecretResource(SecretService secrets) {
        this.secrets = secrets;
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping
    SecretList list(Caller caller, @PathVariable String project) {
        return new SecretList(secrets.list(caller, project));
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PutMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(Caller caller, @PathVariable String project, @PathVariable String name, @RequestBody Value body) {
        secrets.put(caller, project, name, body.value());
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable String project, @PathVariable String name) {
        secrets.delete(caller, project, name);
    }
}
