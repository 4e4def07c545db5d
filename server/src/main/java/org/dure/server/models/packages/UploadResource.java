package org.dure.server.models.packages;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.dure.server.models.ModelVersion;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Model packages that people bring, as zip archives.
@RestController
@RequestMapping("/api/v1/projects/{project}/models/upload")
class UploadResource {

    private final UploadService uploads;

    UploadResource(UploadService uploads) {
        this.uploads = uploads;
    }

    @Needs(Permission.MODELS_WRITE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ModelVersion upload(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable UUID problem,
            @RequestParam(required = false) @Nullable String name,
            InputStream body)
            throws IOException {
        return uploads.upload(caller, project, problem, name, body);
    }
}
