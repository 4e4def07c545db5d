package org.dure.server.data.reference;

import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Versions by reference.
@RestController
@RequestMapping("/api/v1")
class ReferenceResource {

    record NewReference(
            @Nullable String folder,
            @Nullable String part,
            @Nullable String note) {}

    private final ReferenceService references;

    ReferenceResource(ReferenceService references) {
        this.references = references;
    }

    @Needs(Permission.DATA_WRITE)
    @PostMapping("/datasets/{id}/references")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ReferenceScan begin(Caller caller, @PathVariable UUID id, @RequestBody NewReference body) {
        return references.begin(caller, id, body.folder(), body.part(), body.note());
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/references/{id}")
    ReferenceScan get(Caller caller, @PathVariable UUID id) {
        return references.get(caller, id);
    }
}
