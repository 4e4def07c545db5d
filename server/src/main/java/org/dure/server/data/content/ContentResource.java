package org.dure.server.data.content;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.dure.server.base.Attachment;
import org.dure.server.data.FileEntry;
import org.dure.server.data.Version;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The files of versions, as people put them in: never shown by a browser as a page of ours.
@RestController
@RequestMapping("/api/v1/datasets/{id}/versions/{number}")
class ContentResource {

    /// A file up to this size is checked before the first byte of the answer; of a longer one, the last bytes are held
    /// back until it is.
    private static final int HELD_BACK_BYTES = 1 << 16;

    private static final MediaType ZIP = MediaType.parseMediaType("application/zip");

    private final ContentService contents;

    ContentResource(ContentService contents) {
        this.contents = contents;
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/content")
    void content(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable String part,
            @RequestParam(required = false) @Nullable String path,
            HttpServletResponse response)
            throws IOException {
        ContentService.Found found = contents.find(caller, id, number, part, path);
        FileEntry entry = found.file().entry();
        try (InputStream in = contents.open(found)) {
            byte[] held = in.readNBytes(HELD_BACK_BYTES);
            byte[] next = held.length < HELD_BACK_BYTES ? new byte[0] : in.readNBytes(HELD_BACK_BYTES);
            contents.recordRead(caller, found);
            describe(response, MediaType.APPLICATION_OCTET_STREAM, entry.path());
            response.setContentLengthLong(entry.sizeBytes());
            OutputStream out = response.getOutputStream();
            while (next.length > 0) {
                out.write(held);
                held = next;
                next = in.readNBytes(HELD_BACK_BYTES);
            }
            out.write(held);
        }
    }

    @Needs(Permission.DATA_READ)
    @GetMapping("/archive")
    void archive(
            Caller caller,
            @PathVariable UUID id,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable String part,
            HttpServletResponse response)
            throws IOException {
        Version version = contents.beginArchive(caller, id, number, part);
        describe(response, ZIP, contents.archiveName(caller, version, part));
        contents.writeArchive(version, part, response.getOutputStream());
    }

    private static void describe(HttpServletResponse response, MediaType type, String path) {
        Attachment.headers(path, type).forEach((name, values) -> response.setHeader(name, values.getFirst()));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
    }
}
