package org.dure.server.data.upload;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.data.FileEntry;
import org.dure.server.data.PartNames;
import org.dure.server.data.Version;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Uploads. Files and archives are the raw bodies of their requests.
@RestController
@RequestMapping("/api/v1")
class UploadResource {

    record Commit(@Nullable Integer baseVersion, @Nullable String note) {}

    /// @param sha256 null in the hidden part
    record ArrivedFile(
            String part,
            String path,
            long sizeBytes,
            @Nullable String sha256) {
        static ArrivedFile of(FileEntry entry) {
            return new ArrivedFile(
                    entry.part(),
                    entry.path(),
                    entry.sizeBytes(),
                    PartNames.isHidden(entry.part()) ? null : entry.sha256());
        }
    }

    private final UploadService uploads;

    UploadResource(UploadService uploads) {
        this.uploads = uploads;
    }

    @Needs(Permission.DATA_WRITE)
    @PostMapping("/datasets/{id}/uploads")
    @ResponseStatus(HttpStatus.CREATED)
    Upload begin(Caller caller, @PathVariable UUID id) {
        return uploads.begin(caller, id);
    }

    @Needs(Permission.DATA_WRITE)
    @GetMapping("/uploads/{id}")
    Upload get(Caller caller, @PathVariable UUID id) {
        return uploads.get(caller, id);
    }

    @Needs(Permission.DATA_WRITE)
    @GetMapping("/uploads/{id}/files")
    Page<ArrivedFile> files(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "1000") int limit) {
        Page<FileEntry> page = uploads.files(caller, id, after, limit);
        return new Page<>(page.items().stream().map(ArrivedFile::of).toList(), page.next());
    }

    @Needs(Permission.DATA_WRITE)
    @PutMapping("/uploads/{id}/files")
    FileEntry putFile(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String part,
            @RequestParam(required = false) @Nullable String path,
            @RequestParam(required = false) @Nullable String sha256,
            HttpServletRequest request)
            throws IOException {
        return uploads.putFile(caller, id, part, path, sha256, rawBody(request));
    }

    @Needs(Permission.DATA_WRITE)
    @DeleteMapping("/uploads/{id}/files")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteFile(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String part,
            @RequestParam(required = false) @Nullable String path) {
        uploads.deleteFile(caller, id, part, path);
    }

    @Needs(Permission.DATA_WRITE)
    @PostMapping("/uploads/{id}/archives")
    UploadService.Unpacked putArchive(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String part,
            HttpServletRequest request)
            throws IOException {
        return uploads.putArchive(caller, id, part, rawBody(request));
    }

    @Needs(Permission.DATA_WRITE)
    @PostMapping("/uploads/{id}/commit")
    @ResponseStatus(HttpStatus.CREATED)
    Version commit(Caller caller, @PathVariable UUID id, @RequestBody Commit body) {
        return uploads.commit(caller, id, body.baseVersion(), body.note());
    }

    @Needs(Permission.DATA_WRITE)
    @DeleteMapping("/uploads/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void discard(Caller caller, @PathVariable UUID id) {
        uploads.discard(caller, id);
    }

    /// A form's body has been read as parameters by now and would seem to be an empty file.
    private static InputStream rawBody(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type != null
                && (type.startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE) || type.startsWith("multipart/"))) {
            throw new UserError.Invalid(
                    "Content-Type", "send the bytes themselves as application/octet-stream, not as a form");
        }
        return request.getInputStream();
    }
}
