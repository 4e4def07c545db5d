package org.dure.server.data;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An immutable state of a dataset.
///
/// @param number      counts the dataset's versions from 1
/// @param provenance  where what is new in this version came from
/// @param baseVersion the number of the version that it was made from; null for a version made from nothing
/// @param reference   where files that are not in the object store lie; null where all are in it
/// @param parts       in the order of their names
public record Version(
        UUID id,
        UUID datasetId,
        UUID projectId,
        int number,
        String note,
        Map<String, String> provenance,
        @Nullable Integer baseVersion,
        @Nullable Reference reference,
        String createdBy,
        Instant createdAt,
        List<Part> parts) {

    /// What is told of a part, also of a hidden one.
    ///
    /// @param hidden whether these counts are all that is told
    public record Part(String name, long files, long bytes, boolean hidden) {
        public Part(String name, long files, long bytes) {
            this(name, files, bytes, PartNames.isHidden(name));
        }
    }

    /// A folder of this machine, never written to.
    ///
    /// @param part the part that the whole folder is; null where its own first folders are the parts
    public record Reference(String folder, @Nullable String part) {}
}
