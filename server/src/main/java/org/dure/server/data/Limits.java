package org.dure.server.data;

/// What is taken from outside at most.
///
/// @param fileBytes     of one file
/// @param files         of one version, and of one archive
/// @param versionBytes  of all files of a version
/// @param archiveBytes  of an archive as it is sent
/// @param unpackedBytes of an archive's files together
/// @param ratio         unpacked bytes for one byte of the archive; a zip bomb has more
/// @param ratioFreeBytes below this the ratio is not looked at
public record Limits(
        long fileBytes,
        long files,
        long versionBytes,
        long archiveBytes,
        long unpackedBytes,
        long ratio,
        long ratioFreeBytes) {

    private static final long GIB = 1L << 30;

    public static final Limits USUAL = new Limits(16 * GIB, 500_000, 1024 * GIB, 16 * GIB, 64 * GIB, 200, 16L << 20);
}
