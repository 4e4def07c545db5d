package org.dure.server.data;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A line of a manifest with what the store knows of it.
///
/// @param addedIn             the number of the version that brought the file
/// @param referenceModifiedAt for a file in the version's reference folder, its time when the manifest was made; null
///                            for one in the object store
public record StoredFile(
        FileEntry entry, int addedIn, @Nullable Instant referenceModifiedAt) {}
