package org.dure.server.data.version;

import org.jspecify.annotations.Nullable;

/// How one path differs between two versions.
///
/// @param fromBytes and `fromSha256`: null where it was added
/// @param toBytes   and `toSha256`: null where it was removed
record Difference(
        String part,
        String path,
        Change change,
        @Nullable Long fromBytes,
        @Nullable String fromSha256,
        @Nullable Long toBytes,
        @Nullable String toSha256) {

    enum Change {
        ADDED,
        REMOVED,
        CHANGED
    }

    static Difference of(
            String part,
            String path,
            @Nullable Long fromBytes,
            @Nullable String fromSha256,
            @Nullable Long toBytes,
            @Nullable String toSha256) {
        Change change = fromSha256 == null ? Change.ADDED : toSha256 == null ? Change.REMOVED : Change.CHANGED;
        return new Difference(part, path, change, fromBytes, fromSha256, toBytes, toSha256);
    }
}
