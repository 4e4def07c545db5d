package org.dure.server.data.preview;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dure.base.model.Picture;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.data.FileEntry;
import org.dure.server.data.PartNames;
import org.dure.server.data.StoredFile;
import org.dure.server.data.Version;
import org.dure.server.data.content.ContentService;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Shows what is in the visible parts, without a download.
@Service
public class PreviewService {

    private static final int PAGE_MAX = 200;
    private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");
    private static final List<String> TABLES = List.of(".csv", ".tsv");

    private final VersionService versions;
    private final ContentService contents;
    private final Thumbnails thumbnails;

    PreviewService(VersionService versions, ContentService contents, Thumbnails thumbnails) {
        this.versions = versions;
        this.contents = contents;
        this.thumbnails = thumbnails;
    }

    /// Of the file `path` where it is named; else the part's pictures, else its first table, else its first file.
    ///
    /// @param part null for all visible parts; needed with `path`
    Preview preview(
            Caller caller,
            UUID datasetId,
            int number,
            @Nullable String part,
            @Nullable String path,
            @Nullable String after,
            int limit)
            throws IOException {
        if (path != null) {
            return ofFile(contents.find(caller, datasetId, number, part, path));
        }
        Version version = versions.get(caller, datasetId, number);
        if (part != null) {
            PartNames.checkVisible("part", part);
        }
        int size = Page.size(limit, PAGE_MAX);
        String from = after == null ? "" : after;
        List<StoredFile> pictures = versions.visibleFiles(version.id(), part, PICTURES, from, size + 1);
        if (!pictures.isEmpty()) {
            Page<StoredFile> page = Page.of(pictures, size, file -> file.entry().key());
            List<Preview.Image> images =
                    page.items().stream().map(file -> image(version, file)).toList();
            return new Preview(Preview.Kind.IMAGES, images, page.next(), null, null);
        }
        List<StoredFile> first = versions.visibleFiles(version.id(), part, TABLES, "", 1);
        if (first.isEmpty()) {
            first = versions.visibleFiles(version.id(), part, List.of(), "", 1);
        }
        return first.isEmpty() ? Preview.none() : ofFile(new ContentService.Found(version, first.getFirst()));
    }

    /// @throws UserError.Invalid where the file is no picture
    byte[] thumbnail(Caller caller, UUID datasetId, int number, @Nullable String part, @Nullable String path)
            throws IOException {
        ContentService.Found found = contents.find(caller, datasetId, number, part, path);
        if (found.file().entry().sizeBytes() > Thumbnails.FILE_BYTES_MAX) {
            throw new UserError.Invalid(
                    "path", "this file has more than the " + Thumbnails.FILE_BYTES_MAX + " bytes that are drawn small");
        }
        try (InputStream in = contents.open(found)) {
            return thumbnails.draw(in.readAllBytes());
        }
    }

    private Preview ofFile(ContentService.Found found) throws IOException {
        FileEntry entry = found.file().entry();
        if (Picture.isPictureName(entry.path())) {
            return new Preview(Preview.Kind.IMAGES, List.of(image(found.version(), found.file())), null, null, null);
        }
        byte[] head;
        try (InputStream in = contents.open(found)) {
            head = in.readNBytes(TextHead.BYTES_MAX);
        }
        boolean whole = head.length == entry.sizeBytes();
        String text = TextHead.decode(head, whole);
        if (text == null) {
            return Preview.none();
        }
        String name = entry.path().toLowerCase(Locale.ROOT);
        if (TABLES.stream().anyMatch(name::endsWith)) {
            char separator = name.endsWith(".tsv") ? '\t' : ',';
            return new Preview(Preview.Kind.TABLE, null, null, TextHead.table(entry, text, separator, whole), null);
        }
        return new Preview(Preview.Kind.TEXT, null, null, null, TextHead.lines(entry, text, whole));
    }

    private static Preview.Image image(Version version, StoredFile file) {
        FileEntry entry = file.entry();
        int slash = entry.path().indexOf('/');
        String address = "/api/v1/datasets/" + version.datasetId() + "/versions/" + version.number()
                + "/thumbnail?part=" + entry.part() + "&path="
                + URLEncoder.encode(entry.path(), StandardCharsets.UTF_8);
        return new Preview.Image(
                entry.part(), entry.path(), slash < 0 ? null : entry.path().substring(0, slash), address);
    }
}
