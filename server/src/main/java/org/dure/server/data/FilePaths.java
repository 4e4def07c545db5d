package org.dure.server.data;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// The form of the paths within a part. They become file names on this machine and in archives, so they are checked
/// wherever they come in: by upload, archive, reference or another feature.
public final class FilePaths {

    private static final int PATH_BYTES_MAX = 1024;
    private static final int NAME_BYTES_MAX = 255;
    private static final int DEPTH_MAX = 32;

    private FilePaths() {}

    /// @return `path` in normalisation form C: the same Korean name comes decomposed from some systems
    /// @throws UserError.Invalid where it is absolute, climbs, or cannot be a file's path
    public static String check(String field, @Nullable String path) {
        if (path == null || path.isEmpty()) {
            throw new UserError.Invalid(field, "is missing; it is a path such as cats/1.png");
        }
        String normal = Normalizer.normalize(path, Normalizer.Form.NFC);
        String wrong = wrong(normal);
        if (wrong != null) {
            throw new UserError.Invalid(field, shown(path) + " " + wrong);
        }
        return normal;
    }

    /// Where a file of this name stands in a version, its content not yet known.
    ///
    /// @param part   null where the name's first folder is the part
    /// @param advice what else than naming the part helps where there is no folder
    /// @throws UserError.Invalid where the path or the part is none
    public static FileEntry place(String field, @Nullable String part, String name, String advice) {
        String checked = check(field, name);
        if (part != null) {
            return new FileEntry(part, checked, 0, "");
        }
        int slash = checked.indexOf('/');
        if (slash < 0) {
            throw new UserError.Invalid(
                    field, shown(name) + " stands in no part's folder; name the part, or " + advice);
        }
        return new FileEntry(PartNames.check(field, checked.substring(0, slash)), checked.substring(slash + 1), 0, "");
    }

    /// `text` from outside, safe to be quoted in a message.
    public static String shown(String text) {
        String plain = text.codePoints()
                .map(point -> isUnprintable(point) ? '?' : point)
                .limit(200)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "\"" + plain + "\"";
    }

    private static @Nullable String wrong(String path) {
        if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.matches("[A-Za-z]:.*")) {
            return "must be relative, with / between folders";
        }
        if (path.codePoints().anyMatch(FilePaths::isUnprintable)) {
            return "has characters that a file name should not have (control characters, or a broken encoding)";
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            return "is longer than " + PATH_BYTES_MAX + " bytes";
        }
        String[] names = path.split("/", -1);
        if (names.length > DEPTH_MAX) {
            return "lies deeper than " + DEPTH_MAX + " folders";
        }
        for (String name : names) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return "must not have empty, \".\" or \"..\" folders";
            }
            if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
                return "has a name longer than " + NAME_BYTES_MAX + " bytes";
            }
        }
        return null;
    }

    /// Control characters, halves of surrogate pairs, what a decoder leaves for bytes that it cannot read, and the
    /// marks that make text run backwards.
    private static boolean isUnprintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> true;
            default -> point == 0xFFFD || (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        };
    }
}
