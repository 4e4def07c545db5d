package org.dure.server.people.access;

import org.dure.server.base.OpenApiDocument;
import org.dure.server.people.OpenToAll;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Hands out the API's contract.
@RestController
class OpenApiResource {

    private final OpenApiDocument document;

    OpenApiResource(OpenApiDocument document) {
        this.document = document;
    }

    @OpenToAll(why = "it is the published contract, the same for every installation")
    @GetMapping(path = "/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    String document() {
        return document.json();
    }
}
