package org.dure.server.tracking.mlflow.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.base.Json;
import tools.jackson.core.JacksonException;

/// Cuts a GraphQL document into tokens.
final class Scanner {

    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        MARK,
        END
    }

    /// @param text of a TEXT what it means, of all others what stands there
    record Token(Kind kind, String text, int place) {}

    private static final int TOKENS_MOST = 20_000;
    private static final Pattern TOKEN = Pattern.compile("(?<blank>[\\s,\\uFEFF]+|#[^\\n\\r]*)|(?<name>[_A-Za-z]\\w*)"
            + "|(?<number>-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|(?<block>\"\"\"(?s:.*?)\"\"\")"
            + "|(?<text>\"(?:[^\"\\\\\\n\\r]|\\\\.)*+\")|(?<mark>\\.\\.\\.|[!$&()\\[\\]{}:=@|])");

    private Scanner() {}

    /// @return ended by an END
    /// @throws GraphError where something is no token
    static List<Token> tokens(String document) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(document);
        int place = 0;
        while (place < document.length()) {
            if (!matcher.region(place, document.length()).lookingAt()) {
                throw new GraphError("Syntax Error: Unexpected character at " + place + ".");
            }
            if (matcher.group("blank") == null) {
                tokens.add(token(matcher, place));
            }
            if (tokens.size() > TOKENS_MOST) {
                throw new GraphError("Syntax Error: The document has more than " + TOKENS_MOST + " tokens.");
            }
            place = matcher.end();
        }
        tokens.add(new Token(Kind.END, "<EOF>", place));
        return tokens;
    }

    private static Token token(Matcher matcher, int place) {
        String all = matcher.group();
        if (matcher.group("name") != null) {
            return new Token(Kind.NAME, all, place);
        }
        if (matcher.group("number") != null) {
            return new Token(Kind.NUMBER, all, place);
        }
        if (matcher.group("mark") != null) {
            return new Token(Kind.MARK, all, place);
        }
        if (matcher.group("block") != null) {
            return new Token(Kind.TEXT, all.substring(3, all.length() - 3).strip(), place);
        }
        try {
            return new Token(Kind.TEXT, Json.MAPPER.readTree(all).stringValue(), place);
        } catch (JacksonException e) {
            throw new GraphError("Syntax Error: Invalid string at " + place + ".");
        }
    }
}
