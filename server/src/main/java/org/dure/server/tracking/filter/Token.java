package org.dure.server.tracking.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One word of the language.
///
/// @param text  of a quoted token what stands between the quotes, of two quotes within a string one
/// @param place where it begins, from 0
record Token(Type type, String text, int place) {

    enum Type {
        /// Between single quotes.
        STRING,
        /// Between double quotes: a string as an operand, a key after a dot.
        DOUBLE_QUOTED,
        /// Between backticks.
        BACKTICKED,
        NUMBER,
        WORD,
        SIGN,
        PUNCTUATION,
        END
    }

    private static final Pattern PATTERN = Pattern.compile("""
            \\s*(?:
              '(?<string>[^']*)'
            | "(?<double>[^"]*)"
            | `(?<backtick>[^`]*)`
            | (?<number>[+-]?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?)(?![\\w])
            | (?<word>[\\p{L}\\p{N}_][\\p{L}\\p{N}_/-]*)
            | (?<sign>!=|<>|<=|>=|==|=|<|>)
            | (?<punctuation>[().,;])
            )""", Pattern.COMMENTS | Pattern.UNICODE_CHARACTER_CLASS);

    /// All words of `text`, with an END behind them.
    static List<Token> read(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = PATTERN.matcher(text);
        int place = 0;
        while (!text.substring(place).isBlank()) {
            if (!matcher.find(place) || matcher.start() != place) {
                int at = place
                        + text.substring(place).length()
                        - text.substring(place).stripLeading().length();
                throw new FilterError(
                        "there is something at position " + (at + 1) + " that does not belong there: "
                                + text.substring(at, Math.min(text.length(), at + 20))
                                + " (a quote that is not closed?)",
                        at);
            }
            Token token = token(matcher);
            place = matcher.end();
            // As in SQL, two quotes within a string stand for one.
            while (token.type() == Type.STRING && text.startsWith("'", place) && matcher.find(place)) {
                if (matcher.start() != place || matcher.group("string") == null) {
                    break;
                }
                token = new Token(Type.STRING, token.text() + "'" + matcher.group("string"), token.place());
                place = matcher.end();
            }
            tokens.add(token);
        }
        tokens.add(new Token(Type.END, "", text.length()));
        return tokens;
    }

    private static Token token(Matcher matcher) {
        if (matcher.group("string") != null) {
            return new Token(Type.STRING, matcher.group("string"), matcher.start("string") - 1);
        }
        if (matcher.group("double") != null) {
            return new Token(Type.DOUBLE_QUOTED, matcher.group("double"), matcher.start("double") - 1);
        }
        if (matcher.group("backtick") != null) {
            return new Token(Type.BACKTICKED, matcher.group("backtick"), matcher.start("backtick") - 1);
        }
        if (matcher.group("number") != null) {
            return new Token(Type.NUMBER, matcher.group("number"), matcher.start("number"));
        }
        if (matcher.group("word") != null) {
            return new Token(Type.WORD, matcher.group("word"), matcher.start("word"));
        }
        if (matcher.group("sign") != null) {
            return new Token(Type.SIGN, matcher.group("sign"), matcher.start("sign"));
        }
        return new Token(Type.PUNCTUATION, matcher.group("punctuation"), matcher.start("punctuation"));
    }

    boolean isWord(String word) {
        return type == Type.WORD && text.equalsIgnoreCase(word);
    }

    boolean is(String punctuation) {
        return type == Type.PUNCTUATION && text.equals(punctuation);
    }

    /// For messages.
    String shown() {
        return type == Type.END ? "the end" : "'" + text + "' at position " + (place + 1);
    }
}
