package org.dure.server.compute.program;

import java.time.Instant;
import java.util.UUID;

/// A folder of files that was uploaded to be run. It never changes.
///
/// @param sha256 of its manifest: the same files, the same program
/// @param files  how many
record UploadedProgram(
        UUID id, UUID projectId, String sha256, int files, long sizeBytes, String createdBy, Instant createdAt) {

    /// @param path       relative, with forward slashes
    /// @param sha256     names the object
    /// @param executable whether it may be started
    record File(String path, String sha256, long sizeBytes, boolean executable) {}
}
