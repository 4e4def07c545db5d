package org.dure.server.base;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a long list.
///
/// @param next to be sent as `after` for the following part; null at the end
public record Page<T>(List<T> items, @Nullable String next) {

    /// Cuts `rows`, which was read with a limit of `size` + 1, to one page.
    ///
    /// @param key names the place of a row in the order of the list
    public static <T> Page<T> of(List<T> rows, int size, Function<T, String> key) {
        if (rows.size() <= size) {
            return new Page<>(rows, null);
        }
        List<T> items = List.copyOf(rows.subList(0, size));
        return new Page<>(items, key.apply(items.getLast()));
    }

    /// Checks a `limit` parameter: 1…`most`.
    public static int size(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw new UserError.Invalid("limit", "must lie between 1 and " + most + ", not " + limit);
        }
        return limit;
    }
}
