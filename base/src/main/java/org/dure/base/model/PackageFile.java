package org.dure.base.model;

import org.dure.base.Sha256;

/// One file of a model package. `path` is relative, with `/`, without `..`.
public record PackageFile(String path, long sizeBytes, String sha256) {

    /// The hash as a checked value.
    public Sha256 hash() {
        return new Sha256(sha256);
    }
}
