package org.dure.server.compute;

/// A file that a session has left in `/output`.
///
/// @param path   relative to `/output`, with forward slashes
/// @param sha256 names the object in the object store
public record Output(String path, long sizeBytes, String sha256) {}
