package org.dure.server.tracking.artifact;

import java.util.ArrayList;
import java.util.List;
import org.dure.server.base.UserError;

/// Checks the paths of artifacts that come from outside.
final class ArtifactPath {

    private static final int LENGTH_MOST = 1_000;
    private static final int NAME_LENGTH_MOST = 255;

    private ArtifactPath() {}

    /// @return `path`
    /// @throws UserError.Invalid where it is not names joined by single slashes, or holds control characters
    static String check(String path) {
        if (path.isEmpty() || path.length() > LENGTH_MOST) {
            throw invalid("must have 1 to " + LENGTH_MOST + " characters");
        }
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\')) {
            throw invalid("must hold no control characters and no backslashes");
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.length() > NAME_LENGTH_MOST) {
                throw invalid("must be relative: names of at most " + NAME_LENGTH_MOST
                        + " characters joined by single slashes, none of them . or ..");
            }
        }
        return path;
    }

    /// The folders above a path, such as `a`, `a/b` for `a/b/c`.
    static List<String> above(String path) {
        List<String> folders = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            folders.add(path.substring(0, slash));
        }
        return folders;
    }

    private static UserError.Invalid invalid(String why) {
        return new UserError.Invalid("path", "Invalid path: it " + why);
    }
}
