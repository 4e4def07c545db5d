package org.dure.server.compute.program;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Uploaded programs.
@RestController
@RequestMapping("/api/v1")
class ProgramResource {

    record FileList(List<UploadedProgram.File> items) {}

    private final ProgramService programs;

    ProgramResource(ProgramService programs) {
        this.programs = programs;
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
    @GetMapping("/programs/{id}/files")
    FileList files(Caller caller, @PathVariable UUID id) {
        return new FileList(programs.files(caller, id));
    }
}
