package org.dure.server.data.preview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first look at a visible part, or at one file of it.
///
/// @param images of the kind IMAGES; null otherwise
/// @param next   of the kind IMAGES, for the following pictures; null at the end
/// @param table  of the kind TABLE; null otherwise
/// @param text   of the kind TEXT; null otherwise
public record Preview(
        Kind kind,
        @Nullable List<Image> images,
        @Nullable String next,
        @Nullable Table table,
        @Nullable Text text) {

    enum Kind {
        IMAGES,
        TABLE,
        TEXT,
        /// There is nothing that can be shown: no file, or bytes that are no text.
        NONE
    }

    /// @param label     the first folder of the path, by which pictures are classed; null for one in no folder
    /// @param thumbnail where a small PNG of it is
    record Image(String part, String path, @Nullable String label, String thumbnail) {}

    /// @param columns of the first line
    /// @param rows    the following ones; a cell is cut after 200 characters
    /// @param more    whether the file goes on
    record Table(String part, String path, List<String> columns, List<List<String>> rows, boolean more) {}

    /// @param more whether the file goes on
    record Text(String part, String path, List<String> lines, boolean more) {}

    static Preview none() {
        return new Preview(Kind.NONE, null, null, null, null);
    }
}
