package org.dure.server.data.preview;

import java.io.IOException;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What is in the visible parts of a version, to be looked at without a download.
@RestController
@RequestMapping("/api/v1/datasets/{id}/versions/{number}")
class PreviewResource {

    private static final String SANDBOX = "sandbox; default-src 'none'";

    private final PreviewService previews;

    PreviewResource(PreviewService previews) {
        this.previews = previews;
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/preview")
    Preview preview(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable String part,
            @RequestParam(required = false) @Nullable String path,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "60") int limit)
            throws IOException {
        return previews.preview(caller, id, number, part, path, after, limit);
    }

    /// Drawn by the server itself, so a page may show it.
    @Needs(Permission.DATA_READ)
    @GetMapping("/thumbnail")
    ResponseEntity<byte[]> thumbnail(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable String part,
            @RequestParam(required = false) @Nullable String path)
            throws IOException {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", SANDBOX)
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600")
                .body(previews.thumbnail(caller, id, number, part, path));
    }
}
