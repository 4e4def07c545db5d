package org.dure.agent.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dure.agent.reason.RefusedException;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads the words behind an instruction: quotes, backslashes, and variables (`$NAME`, `${NAME}`, `${NAME:-otherwise}`,
/// `${NAME:+instead}`) as a Containerfile has them.
final class Words {

    private final Containerfile.Line line;
    private final String text;
    private final Map<String, String> variables;
    private final boolean splitting;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private char quote;
    private int at;

    private Words(Containerfile.Line line, String text, Map<String, String> variables, boolean splitting) {
        this.line = line;
        this.text = text;
        this.variables = variables;
        this.splitting = splitting;
    }

    /// The words of `text`; a variable's value never becomes several.
    static List<String> split(Containerfile.Line line, String text, Map<String, String> variables)
            throws RefusedException {
        return new Words(line, text, variables, true).read();
    }

    /// The whole `text` as one word.
    static String one(Containerfile.Line line, String text, Map<String, String> variables) throws RefusedException {
        List<String> read = new Words(line, text, variables, false).read();
        return read.isEmpty() ? "" : read.getFirst();
    }

    /// What is written as a JSON list of strings; null where `text` is none.
    static @Nullable List<String> json(String text) {
        if (!text.startsWith("[")) {
            return null;
        }
        try {
            List<String> words = new ArrayList<>();
            for (JsonNode each : Json.MAPPER.readTree(text)) {
                if (!each.isString() || each.asString().indexOf('\0') >= 0) {
                    return null;
                }
                words.add(each.asString());
            }
            return words;
        } catch (JacksonException none) {
            return null;
        }
    }

    private List<String> read() throws RefusedException {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (splitting && quote == 0 && Character.isWhitespace(c)) {
                end();
                continue;
            }
            inWord = true;
            if ((c == '\'' || c == '"') && (quote == 0 || quote == c)) {
                quote = quote == 0 ? c : 0;
            } else if (c == '\\' && quote != '\'') {
                escaped();
            } else if (c == '$' && quote != '\'') {
                variable();
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw line.wrong(line.instruction() + " … " + quote + "…" + quote);
        }
        end();
        return words;
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }

    private void escaped() {
        if (at == text.length()) {
            word.append('\\');
            return;
        }
        char next = text.charAt(at++);
        if (quote == '"' && "\"$\\".indexOf(next) < 0) {
            word.append('\\');
        }
        word.append(next);
    }

    private void variable() throws RefusedException {
        boolean braces = at < text.length() && text.charAt(at) == '{';
        int from = braces ? at + 1 : at;
        int to = from;
        while (to < text.length() && isOfName(text.charAt(to), to == from)) {
            to++;
        }
        if (to == from && !braces) {
            word.append('$');
            return;
        }
        String value = variables.getOrDefault(text.substring(from, to), "");
        at = to;
        if (braces) {
            int close = close(to);
            String rest = text.substring(to, close);
            at = close + 1;
            if (rest.startsWith(":-")) {
                value = value.isEmpty() ? one(line, rest.substring(2), variables) : value;
            } else if (rest.startsWith(":+")) {
                value = value.isEmpty() ? "" : one(line, rest.substring(2), variables);
            } else if (!rest.isEmpty() || to == from) {
                throw line.wrong("${NAME}, ${NAME:-…}, ${NAME:+…}");
            }
        }
        word.append(value);
    }

    /// The brace that belongs to the open one.
    private int close(int from) throws RefusedException {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw line.wrong("${NAME}");
    }

    private static boolean isOfName(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }
}
