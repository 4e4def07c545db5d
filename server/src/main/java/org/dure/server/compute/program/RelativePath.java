package org.dure.server.compute.program;

import org.dure.server.base.UserError;

/// The form of a file's path within an uploaded or handed-over folder.
public final class RelativePath {

    private static final int CHARACTERS_MAX = 1_000;
    private static final int DEPTH_MAX = 32;

    private RelativePath() {}

    /// @return `path`
    /// @throws UserError.Invalid where it is absolute, leads out of the folder, or could be read in two ways
    public static String check(String field, String path) {
        String wrong = fault(path);
        if (wrong != null) {
            String shown = path.length() > 100 ? path.substring(0, 100) + "…" : path;
            throw new UserError.Invalid(field, wrong + ": " + shown.replaceAll("\\p{Cntrl}", "?"));
        }
        return path;
    }

    private static @org.jspecify.annotations.Nullable String fault(String path) {
        if (path.isEmpty() || path.length() > CHARACTERS_MAX) {
            return "a path has 1 to " + CHARACTERS_MAX + " characters";
        }
        if (path.startsWith("/") || path.indexOf('\\') >= 0) {
            return "a path is relative, with / between its steps";
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            return "a path has no control characters";
        }
        String[] steps = path.split("/", -1);
        if (steps.length > DEPTH_MAX) {
            return "a path has at most " + DEPTH_MAX + " steps";
        }
        for (String step : steps) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                return "a path has no empty step, . or ..";
            }
        }
        return null;
    }
}
