package org.dure.agent.secret;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Replaces the values of secrets in a text that arrives piece by piece: a program that prints one by mistake does not
/// show it to everybody who reads the log. It is no wall: who means to show a value writes it in another form.
///
/// Each line of a value counts by itself. Lines of fewer than 6 characters are left as they are: they would black out
/// ordinary words.
public final class SecretMask {

    static final String BLACK = "***";
    private static final int CHARS_MIN = 6;

    private final List<String> parts;
    private String held = "";

    public SecretMask(Collection<String> values) {
        this.parts = values.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> line.length() >= CHARS_MIN)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// @return what may be shown so far; the end of it is held back where it may be the beginning of a secret
    public String show(String text) {
        return parts.isEmpty() ? text : show(held + text, false);
    }

    /// What was held back, when nothing follows any more.
    public String rest() {
        return held.isEmpty() ? "" : show(held, true);
    }

    private String show(String text, boolean end) {
        held = "";
        StringBuilder shown = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            String found = null;
            for (String part : parts) {
                if (text.startsWith(part, at)) {
                    found = part;
                    break;
                }
                if (!end && text.length() - at < part.length() && part.startsWith(text.substring(at))) {
                    held = text.substring(at);
                    return shown.toString();
                }
            }
            shown.append(found == null ? text.substring(at, at + 1) : BLACK);
            at += found == null ? 1 : found.length();
        }
        return shown.toString();
    }
}
