package org.dure.server.people;

import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// The form of the names that people give to things that stand in addresses and commands.
public final class Names {

    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,62}");

    private Names() {}

    /// @return `name`
    /// @throws UserError.Invalid where it is not 1–63 letters, digits, `.`, `_` or `-`, beginning
    /// with a letter or digit
    public static String check(String field, @Nullable String name) {
        if (name == null || !FORM.matcher(name).matches()) {
            throw new UserError.Invalid(
                    field,
                    "must be 1 to 63 letters, digits, dots, underscores or hyphens, beginning with a letter or digit");
        }
        return name;
    }
}
