package org.dure.server.tracking.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.tracking.Reserved;
import org.jspecify.annotations.Nullable;

/// What clients may send of a trace.
public final class TraceLimits {

    /// Of one request, and of one trace.
    public static final int SPANS_MOST = 10_000;

    /// Of one span, in Protocol Buffers.
    public static final int SPAN_BYTES_MOST = 4 << 20;

    private static final int PAIRS_MOST = 500;
    private static final int KEY_MOST = 250;
    private static final int VALUE_MOST = 20_000;
    private static final Pattern ID = Pattern.compile("tr-[0-9A-Za-z_-]{1,47}");

    private TraceLimits() {}

    /// Whether it has the form of a trace's id.
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    static String id(String id) {
        if (!isId(id)) {
            throw new UserError.Invalid(
                    "trace_id", "Invalid trace ID: it must be tr- and up to 47 letters, digits, - or _");
        }
        return id;
    }

    /// Longer values are cut.
    static Map<String, String> pairs(String field, Map<String, String> pairs) {
        if (pairs.size() > PAIRS_MOST) {
            throw new UserError.Invalid(field, "a trace takes at most " + PAIRS_MOST + " of them");
        }
        Map<String, String> kept = new LinkedHashMap<>();
        pairs.forEach((key, value) -> kept.put(key(field, key), cut(value)));
        return kept;
    }

    static String key(String field, String key) {
        Reserved.check(key);
        if (key.isEmpty() || key.length() > KEY_MOST) {
            throw new UserError.Invalid(field, "a key has 1 to " + KEY_MOST + " characters");
        }
        return key;
    }

    static String cut(String value) {
        return value.length() <= VALUE_MOST ? value : value.substring(0, VALUE_MOST);
    }

    static @Nullable String cutOrNull(@Nullable String value) {
        return value == null ? null : cut(value);
    }
}
