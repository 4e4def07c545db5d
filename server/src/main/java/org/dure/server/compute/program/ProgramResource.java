package org.dure.server.compute.program;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.Attachment;
import org.dure.server.base.ObjectStore;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Uploaded programs.
@RestController
@RequestMapping("/api/v1")
class ProgramResource {

    record FileList(List<UploadedProgram.File> items) {}

    private final ProgramService programs;
    private final ObjectStore objects;

    ProgramResource(ProgramService programs, ObjectStore objects) {
        this.programs = programs;
        this.objects = objects;
    }

    /// The body is the archive itself.
    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/projects/{project}/programs")
    @ResponseStatus(HttpStatus.CREATED)
    UploadedProgram upload(Caller caller, @PathVariable String project, InputStream body) throws IOException {
        return programs.upload(caller, project, body);
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/programs/{id}")
    UploadedProgram get(Caller caller, @PathVariable UUID id) {
        return programs.get(caller, id);
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/programs/{id}/files/content")
    ResponseEntity<InputStreamResource> content(Caller caller, @PathVariable UUID id, @RequestParam String path)
            throws IOException {
        UploadedProgram.File file = programs.file(caller, id, path);
        return Attachment.of(path, MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.sizeBytes())
                .body(new InputStreamResource(objects.open(new Sha256(file.sha256()))));
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/programs/{id}/files")
    FileList files(Caller caller, @PathVariable UUID id) {
        return new FileList(programs.files(caller, id));
    }
}
