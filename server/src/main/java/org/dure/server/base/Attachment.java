package org.dure.server.base;

import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// A file that somebody has brought, as an answer: always an attachment in a sandbox of its own, so that no uploaded
/// page ever runs as ours.
public final class Attachment {

    private Attachment() {}

    /// @param path its last step is the name under which it is kept
    public static ResponseEntity.BodyBuilder of(String path, MediaType type) {
        return ResponseEntity.ok().headers(headers(path, type));
    }

    /// The same, for answers that are written by hand.
    public static HttpHeaders headers(String path, MediaType type) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        headers.setContentDisposition(ContentDisposition.attachment()
                .filename(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8)
                .build());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "sandbox; default-src 'none'");
        return headers;
    }
}
