package org.dure.server.tracking.mlflow;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The path of a file or folder as a client names it, below a run's or a model's root.
public final class WirePath {

    private static final int ENCODED_MOST = 5;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[/\\\\].*");

    private WirePath() {}

    /// @return names joined by single slashes, without `.`; empty for the root
    /// @throws MlflowError where it leads out of the root, however often it is encoded
    public static String safe(String path) {
        String decoded = path;
        for (int i = 0; i < ENCODED_MOST; i++) {
            if (leavesRoot(decoded)) {
                throw invalid();
            }
            String next = decode(decoded);
            if (next.equals(decoded)) {
                return Arrays.stream(path.split("/"))
                        .filter(name -> !name.isEmpty() && !name.equals("."))
                        .collect(Collectors.joining("/"));
            }
            decoded = next;
        }
        throw invalid();
    }

    private static boolean leavesRoot(String path) {
        return path.startsWith("/")
                || path.startsWith("file:")
                || path.contains("#")
                || path.indexOf('\0') >= 0
                || DRIVE.matcher(path).matches()
                || Arrays.asList(path.split("[/\\\\]")).contains("..");
    }

    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException percentSign) {
            return path;
        }
    }

    static MlflowError invalid() {
        return MlflowError.invalid("Invalid path");
    }
}
