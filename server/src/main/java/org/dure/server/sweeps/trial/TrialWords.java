package org.dure.server.sweeps.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.server.sweeps.search.Parameter;
import org.dure.server.sweeps.search.Values;

/// How a trial's program gets the values of the parameters.
final class TrialWords {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_.-]*)}");

    private TrialWords() {}

    /// The program's arguments: `{lr}` in `template` becomes the value of `lr`. A word that names an inactive parameter
    /// is left out, and so is a word before it that begins with `-` and names none. Where the template names no
    /// parameter at all, `--lr=0.01` is added for each one that is active.
    static List<String> arguments(List<String> template, List<Parameter> space, Map<String, Object> point) {
        List<String> names = space.stream().map(Parameter::name).toList();
        List<String> words = new ArrayList<>();
        boolean named = false;
        boolean option = false;
        for (String word : template) {
            List<String> within = placeholders(word, names);
            named |= !within.isEmpty();
            if (point.keySet().containsAll(within)) {
                words.add(filled(word, point));
            } else if (option) {
                words.removeLast();
            }
            option = within.isEmpty() && word.startsWith("-");
        }
        if (!named) {
            names.stream().filter(point::containsKey).forEach(name -> words.add("--" + name + "=" + text(point, name)));
        }
        return words;
    }

    /// `DURE_PARAM_LR` and the like, and all of them as JSON in `DURE_PARAMS`.
    static Map<String, String> texts(Map<String, Object> point) {
        Map<String, String> texts = new java.util.HashMap<>();
        point.keySet().forEach(name -> texts.put(name, text(point, name)));
        return texts;
    }

    static String variable(String parameter) {
        return "DURE_PARAM_" + parameter.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
    }

    private static List<String> placeholders(String word, List<String> names) {
        return PLACEHOLDER
                .matcher(word)
                .results()
                .map(found -> found.group(1))
                .filter(names::contains)
                .toList();
    }

    private static String filled(String word, Map<String, Object> point) {
        return PLACEHOLDER
                .matcher(word)
                .replaceAll(found -> Matcher.quoteReplacement(
                        point.containsKey(found.group(1)) ? text(point, found.group(1)) : found.group()));
    }

    private static String text(Map<String, Object> point, String name) {
        return Values.text(java.util.Objects.requireNonNull(point.get(name)));
    }
}
