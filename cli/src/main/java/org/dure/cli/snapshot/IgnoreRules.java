package org.dure.cli.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The patterns of a `.dureignore` or `.gitignore` (gitignore(5)): `*`, `?`, `[a-z]`, `**`, a slash that ties to the
/// folder of the file, one at the end for folders alone, `!` for what stays. The last pattern that fits decides.
public final class IgnoreRules {

    private record Rule(Pattern pattern, boolean foldersOnly, boolean keeps) {}

    private final List<Rule> rules = new ArrayList<>();

    /// Of the file, where there is one.
    static IgnoreRules read(Path file) throws IOException {
        IgnoreRules read = new IgnoreRules();
        if (Files.isRegularFile(file)) {
            Files.readAllLines(file).forEach(read::add);
        }
        return read;
    }

    void add(String line) {
        String text = line.stripTrailing();
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        boolean keeps = text.startsWith("!");
        if (keeps || text.startsWith("\\")) {
            text = text.substring(1);
        }
        boolean foldersOnly = text.endsWith("/");
        if (foldersOnly) {
            text = text.substring(0, text.length() - 1);
        }
        boolean anchored = text.indexOf('/') >= 0;
        if (text.startsWith("/")) {
            text = text.substring(1);
        }
        rules.add(new Rule(Pattern.compile((anchored ? "" : "(?:.*/)?") + expression(text)), foldersOnly, keeps));
    }

    /// @param path of a file, relative to the folder of the rules, with `/` between its steps
    boolean leavesOut(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (matches(path.substring(0, slash), true)) {
                return true;
            }
        }
        return matches(path, false);
    }

    /// Whether nothing below this folder can stay.
    boolean leavesOutFolder(String path) {
        return matches(path, true);
    }

    private boolean matches(String path, boolean folder) {
        boolean out = false;
        for (Rule rule : rules) {
            if ((folder || !rule.foldersOnly()) && rule.pattern().matcher(path).matches()) {
                out = !rule.keeps();
            }
        }
        return out;
    }

    private static String expression(String glob) {
        StringBuilder expression = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (glob.startsWith("**/", i)) {
                expression.append("(?:.*/)?");
                i += 3;
            } else if (glob.startsWith("**", i)) {
                expression.append(".*");
                i += 2;
            } else if (close > 0) {
                String set = glob.substring(i + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                expression
                        .append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = close + 1;
            } else {
                expression.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
                i++;
            }
        }
        return expression.toString();
    }
}
