package org.dure.server.compute.pool;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dure.base.Reason;
import org.dure.server.base.ErrorReason;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// Takes a pool's settings apart and collects what is wrong with them.
public final class SettingsReader {

    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_./+-]{1,300}");
    private static final Pattern URL = Pattern.compile("https?://[^/?#]+/?");

    private final Map<String, Object> given;
    private final List<UserError.Field> wrong = new ArrayList<>();

    /// @param names of all settings that there are
    public SettingsReader(Map<String, Object> given, Set<String> names) {
        this.given = given;
        for (String name : new TreeSet<>(given.keySet())) {
            if (!names.contains(name)) {
                fault(name, PoolReason.SETTING_UNKNOWN, Map.of("names", words(names)));
            }
        }
    }

    /// Whether something was given for it.
    public boolean has(String name) {
        Object value = given.get(name);
        return value != null && !value.equals("");
    }

    public void fault(String name, Reason.Code code) {
        fault(name, code, Map.of());
    }

    /// @param parameters of the code's words
    public void fault(String name, Reason.Code code, Map<String, ?> parameters) {
        Reason reason = Reason.of(code, parameters);
        wrong.add(new UserError.Field("settings." + name, reason.text(), reason));
    }

    /// In the order of the alphabet.
    public static String words(Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    /// @throws UserError.Invalid naming every setting that is wrong
    public void finish() {
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
    }

    /// @return null where it is absent or empty
    public @Nullable String text(String name) {
        Object value = given.get(name);
        if (!has(name)) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        fault(name, PoolReason.SETTING_NO_TEXT);
        return null;
    }

    public @Nullable String path(String name) {
        return matching(name, PATH, PoolReason.SETTING_NO_PATH);
    }

    /// One that is needed.
    ///
    /// @return some text where it is missing, which `finish` refuses
    public String required(String name, @Nullable String value) {
        if (value == null && wrong.stream().noneMatch(field -> field.field().equals("settings." + name))) {
            fault(name, ErrorReason.FIELD_MISSING);
        }
        return value == null ? "/" : value;
    }

    /// The address of a server, which is needed, without the slash at its end.
    ///
    /// @param example for who wrote something else
    /// @return some address where it is missing, which `finish` refuses
    public URI url(String name, String example) {
        String url = required(name, matching(name, URL, PoolReason.SETTING_NO_URL, Map.of("example", example)));
        try {
            URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            if (uri.getHost() != null || uri.getScheme() == null) {
                return uri;
            }
        } catch (URISyntaxException broken) {
            // It is told like an address without a host.
        }
        fault(name, PoolReason.SETTING_NO_URL, Map.of("example", example, "value", url));
        return URI.create("/");
    }

    /// @param otherwise what is said of another value, with it
    public @Nullable String matching(String name, Pattern form, PoolReason otherwise) {
        return matching(name, form, otherwise, Map.of());
    }

    public @Nullable String matching(String name, Pattern form, PoolReason otherwise, Map<String, String> parameters) {
        String text = text(name);
        if (text != null && !form.matcher(text).matches()) {
            Map<String, String> all = new TreeMap<>(parameters);
            all.put("value", text);
            fault(name, otherwise, all);
            return null;
        }
        return text;
    }

    public @Nullable Integer number(String name) {
        Object value = given.get(name);
        if (value instanceof Integer number) {
            return number;
        }
        if (value != null) {
            fault(name, PoolReason.SETTING_NO_NUMBER);
        }
        return null;
    }

    public Map<String, String> map(String name) {
        Object value = given.get(name);
        Map<String, String> texts = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> texts.put(String.valueOf(key), String.valueOf(each)));
        } else if (value != null) {
            fault(name, PoolReason.SETTING_NO_MAP);
        }
        return Map.copyOf(texts);
    }
}
