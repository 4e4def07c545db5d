package org.dure.server.tracking.artifact;

import org.dure.base.Sha256;

/// A file of a run (or of a logged model); its bytes lie in the object store.
///
/// @param path relative, with `/` between folders
public record Artifact(String path, long sizeBytes, Sha256 sha256) {}
