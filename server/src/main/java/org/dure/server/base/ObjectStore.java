package org.dure.server.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;

/// Content-addressed bytes: what is stored never changes, and its name is its sha256.
///
/// An interface because an S3-compatible store takes the folder's place where that is outgrown (DESIGN.md).
public interface ObjectStore {

    /// What was stored.
    record Stored(Sha256 sha256, long sizeBytes) {}

    /// Stores what `in` holds; durable when this returns. Storing the same bytes again changes nothing.
    ///
    /// @param expected  what the sender says the hash is; null where it does not say
    /// @param limitBytes more than this is refused
    /// @throws UserError.Invalid  where the bytes do not have the expected hash
    /// @throws UserError.TooLarge where there are more than `limitBytes`
    /// @throws UserError.DiskFull where the disk is full
    Stored put(InputStream in, @Nullable Sha256 expected, long limitBytes) throws IOException;

    /// The bytes, checked against their hash while they are read: the read that would end a damaged object throws
    /// `IOException` instead.
    ///
    /// @throws UserError.NotFound where there is no such object
    InputStream open(Sha256 sha256) throws IOException;

    boolean has(Sha256 sha256);

    long sizeBytes(Sha256 sha256) throws IOException;

    /// A read-only local file with these bytes, for hard links and mounts. Not to be changed or deleted.
    Path file(Sha256 sha256) throws IOException;
}
