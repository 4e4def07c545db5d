package org.dure.agent.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges which requests of a program may be forwarded to the platform.
///
/// The path is not normalised but must be normal already: what one reader takes for a step up, another may not, so
/// anything that could be read in two ways is refused.
record ForwardPaths(List<String> prefixes) {

    static final int TARGET_CHARS_MAX = 8_000;

    /// Escapes whose meaning depends on the reader: NUL, control characters, `.`, `/`, `\`, `%`, `;`.
    private static final List<String> AMBIGUOUS_ESCAPES = List.of("%2e", "%2f", "%5c", "%25", "%3b", "%0", "%1", "%7f");

    /// @param target of the request line: a path and perhaps a query
    /// @return why it is refused, in words; null where it may pass
    @Nullable
    String refusal(String target) {
        if (!target.startsWith("/") || target.length() > TARGET_CHARS_MAX) {
            return "the request's target must be a path that begins with / and has at most " + TARGET_CHARS_MAX
                    + " characters";
        }
        if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"<>\\^`{|}#".indexOf(c) < 0)) {
            return "the request's target contains characters that must be percent-encoded";
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!isNormal(path)) {
            return "the request's path must be normal: without //, ., .., ; and encoded separators";
        }
        for (String prefix : prefixes) {
            String folder = prefix.endsWith("/") ? prefix : prefix + "/";
            if (path.equals(prefix) || path.startsWith(folder)) {
                return null;
            }
        }
        return "a session may not reach " + path + "; it may reach " + String.join(", ", prefixes);
    }

    private static boolean isNormal(String path) {
        String lower = path.toLowerCase(java.util.Locale.ROOT);
        if (path.contains("//")
                || path.contains(";")
                || AMBIGUOUS_ESCAPES.stream().anyMatch(lower::contains)) {
            return false;
        }
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (at + 2 >= path.length() || !isHexadecimal(path.charAt(at + 1)) || !isHexadecimal(path.charAt(at + 2))) {
                return false;
            }
        }
        return List.of(path.split("/")).stream().noneMatch(step -> step.equals(".") || step.equals(".."));
    }

    private static boolean isHexadecimal(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x7f;
    }
}
