package org.dure.server.tracking;

import org.dure.server.base.UserError;

/// Keys that begin with `dure.` say what the platform itself has found out; nobody else may write them.
public final class Reserved {

    private static final String PREFIX = "dure.";

    private Reserved() {}

    /// @throws UserError.Invalid where the key is the platform's own
    public static void check(String key) {
        if (is(key)) {
            throw new UserError.Invalid(
                    "key", "keys that begin with '" + PREFIX + "' are the platform's own; '" + key + "' is refused");
        }
    }

    /// Whether the key is the platform's own.
    public static boolean is(String key) {
        return key.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }
}
