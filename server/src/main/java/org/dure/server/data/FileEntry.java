package org.dure.server.data;

/// One line of a manifest.
///
/// @param path   relative within the part, with `/`, in Unicode normalisation form C
/// @param sha256 64 lowercase hexadecimal digits
public record FileEntry(String part, String path, long sizeBytes, String sha256) {

    /// Its part and its path, joined by `/`; no other file of the version has the same.
    public String key() {
        return part + "/" + path;
    }
}
