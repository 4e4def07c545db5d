package org.dure.server.compute.pool;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
                fault(name, "there is no such setting; there are " + new TreeSet<>(names));
            }
        }
    }

    public void fault(String name, String message) {
        wrong.add(new UserError.Field("settings." + name, message));
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
        if (value == null || (value instanceof String text && text.isEmpty())) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        fault(name, "must be a string");
        return null;
    }

    public @Nullable String path(String name) {
        return matching(name, PATH, "must be an absolute path of plain letters");
    }

    /// One that is needed.
    ///
    /// @return some text where it is missing, which `finish` refuses
    public String required(String name, @Nullable String value, String what) {
        if (value == null && wrong.stream().noneMatch(field -> field.field().equals("settings." + name))) {
            fault(name, "is missing: " + what);
        }
        return value == null ? "/" : value;
    }

    /// The address of a server, which is needed, without the slash at its end.
    ///
    /// @return some address where it is missing, which `finish` refuses
    public URI url(String name, String message) {
        String url = text(name);
        if (url == null || !URL.matcher(url).matches()) {
            fault(name, message);
            return URI.create("http://localhost");
        }
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    public @Nullable String matching(String name, Pattern form, String message) {
        String text = text(name);
        if (text != null && !form.matcher(text).matches()) {
            fault(name, message + ", not " + text);
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
            fault(name, "must be a whole number");
        }
        return null;
    }

    public Map<String, String> map(String name) {
        Object value = given.get(name);
        Map<String, String> texts = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> texts.put(String.valueOf(key), String.valueOf(each)));
        } else if (value != null) {
            fault(name, "must be an object of strings");
        }
        return Map.copyOf(texts);
    }
}
