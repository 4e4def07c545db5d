package org.dure.server.data;

import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// The names of parts: usually `train`, `stream` and `hidden`.
public final class PartNames {

    public static final String HIDDEN = "hidden";

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    private PartNames() {}

    public static boolean isHidden(String part) {
        return part.equals(HIDDEN);
    }

    /// @return `part`
    /// @throws UserError.Invalid where it is no name of a part
    public static String check(String field, @Nullable String part) {
        if (part == null || !FORM.matcher(part).matches()) {
            throw new UserError.Invalid(
                    field,
                    "must name a part with 1 to 32 lowercase letters, digits or hyphens, such as train, stream or hidden"
                            + (part == null ? "" : ", not " + FilePaths.shown(part)));
        }
        return part;
    }

    /// @throws UserError.Denied for the hidden part
    public static String checkVisible(String field, @Nullable String part) {
        String checked = check(field, part);
        if (isHidden(checked)) {
            throw new UserError.Denied("The hidden part judges models; nobody sees more of it than its counts.");
        }
        return checked;
    }
}
