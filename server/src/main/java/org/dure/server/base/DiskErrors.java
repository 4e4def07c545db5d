package org.dure.server.base;

import java.io.IOException;

/// Tells a full disk from other failures.
public final class DiskErrors {

    private DiskErrors() {}

    /// Whether the operating system said ENOSPC or EDQUOT. The JDK passes its words on and gives no code.
    public static boolean isFull(IOException error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
