package org.dure.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Why something is as it is: in English, and as codes with parameters from which the pages make any language's words.
///
/// @param text  the whole in English
/// @param parts the same as codes, the outermost first: "cannot start", because "there is no dataset digits"
public record Reason(String text, List<Part> parts) {

    private static final int TEXT_MAX = 4_000;
    private static final int VALUE_MAX = 2_000;
    private static final int PARTS_MAX = 8;
    private static final int PARAMETERS_MAX = 12;
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    /// One code of a feature's list. Codes are stable and unique in the whole platform: stored rows name them.
    public interface Code {

        String name();

        /// In English, `{x}` for the parameter x.
        String english();
    }

    /// @param parameters what the words of the code name, as it is shown: numbers, names, sizes
    public record Part(String code, Map<String, String> parameters) {

        public Part {
            if (!CODE.matcher(code).matches() || parameters.size() > PARAMETERS_MAX) {
                throw new IllegalArgumentException(
                        "A reason's code is of A-Z, 0-9 and _, with at most " + PARAMETERS_MAX + " parameters");
            }
            Map<String, String> clean = new TreeMap<>();
            parameters.forEach((name, value) -> clean.put(clean(name, 64), clean(value, VALUE_MAX)));
            parameters = Map.copyOf(clean);
        }
    }

    private enum Free implements Code {
        IN_WORDS;

        @Override
        public String english() {
            return "{words}";
        }
    }

    /// Over-long texts are cut, so that whoever sends one cannot fill the database.
    public Reason {
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException("A reason has 1 to " + PARTS_MAX + " parts");
        }
        text = clean(text, TEXT_MAX);
        parts = List.copyOf(parts);
    }

    public static Reason of(Code code) {
        return of(code, Map.of());
    }

    /// @param parameters one for each placeholder of the code's words
    public static Reason of(Code code, Map<String, ?> parameters) {
        Map<String, String> shown = parameters.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
        String text = PLACEHOLDER
                .matcher(code.english())
                .replaceAll(found -> Matcher.quoteReplacement(shown.getOrDefault(found.group(1), found.group())));
        return new Reason(text, List.of(new Part(code.name(), shown)));
    }

    /// What a person typed, or another program said: no language's words are known for it.
    public static Reason inWords(@Nullable String words) {
        return of(Free.IN_WORDS, Map.of("words", String.valueOf(words)));
    }

    /// This one, with what stands behind it.
    public Reason because(Reason other) {
        List<Part> all = new ArrayList<>(parts);
        other.parts().stream().limit(PARTS_MAX - parts.size()).forEach(all::add);
        return new Reason(text + (parts.size() == 1 ? ": " : "; ") + other.text(), all);
    }

    /// PostgreSQL's text holds no NUL.
    private static String clean(String text, int most) {
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= most ? clean : clean.substring(0, most) + " …";
    }
}
