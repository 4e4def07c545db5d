package org.dure.server.tracking.mlflow.graphql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;
import org.dure.server.tracking.mlflow.graphql.Document.Operation;
import org.dure.server.tracking.mlflow.graphql.Scanner.Kind;
import org.dure.server.tracking.mlflow.graphql.Scanner.Token;
import org.dure.server.tracking.mlflow.graphql.Selection.Directive;
import org.dure.server.tracking.mlflow.graphql.Selection.Value;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the executable documents of GraphQL (its specification of October 2021, section 2), which are operations and
/// fragments. The types of variables are skipped: their values are checked where they are used.
final class Parser {

    /// Deeper than any document that is answered, and far from the end of the stack.
    private static final int NESTED_MOST = 64;

    private final List<Token> tokens;
    private int at;
    private int nested;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// @throws GraphError where the text is no such document
    static Document parse(String text) {
        return new Parser(Scanner.tokens(text)).document();
    }

    private Document document() {
        List<Operation> operations = new ArrayList<>();
        Map<String, Selection.Inline> fragments = new LinkedHashMap<>();
        do {
            Token token = next();
            if (token.kind() == Kind.MARK && token.text().equals("{")) {
                at--;
                operations.add(new Operation("query", null, Map.of(), selections()));
            } else if (token.text().equals("fragment")) {
                String name = name();
                expectName("on");
                String type = name();
                fragments.put(name, new Selection.Inline(type, directives(), selections()));
            } else if (token.text().equals("query") || token.text().equals("mutation")) {
                String name = peek().kind() == Kind.NAME ? name() : null;
                Map<String, Value> defaults = peeks("(") ? variables() : Map.of();
                directives();
                operations.add(new Operation(token.text(), name, defaults, selections()));
            } else {
                throw unexpected(token);
            }
        } while (peek().kind() != Kind.END);
        if (operations.isEmpty()) {
            throw new GraphError("Syntax Error: The document holds no operation.");
        }
        return new Document(operations, fragments);
    }

    private Map<String, Value> variables() {
        Map<String, Value> defaults = new LinkedHashMap<>();
        expect("(");
        while (!takes(")")) {
            expect("$");
            String name = name();
            expect(":");
            type();
            if (takes("=")) {
                defaults.put(name, value());
            }
            directives();
        }
        return defaults;
    }

    private void type() {
        if (takes("[")) {
            deeper();
            type();
            nested--;
            expect("]");
        } else {
            name();
        }
        takes("!");
    }

    private List<Selection> selections() {
        List<Selection> selections = new ArrayList<>();
        expect("{");
        deeper();
        do {
            selections.add(selection());
        } while (!takes("}"));
        nested--;
        return selections;
    }

    private Selection selection() {
        if (takes("...")) {
            if (peek().kind() == Kind.NAME && !peek().text().equals("on")) {
                return new Selection.Spread(name(), directives());
            }
            @Nullable String type = null;
            if (peek().kind() == Kind.NAME) {
                next();
                type = name();
            }
            return new Selection.Inline(type, directives(), selections());
        }
        String name = name();
        String alias = null;
        if (takes(":")) {
            alias = name;
            name = name();
        }
        return new Selection.Field(alias, name, arguments(), directives(), peeks("{") ? selections() : List.of());
    }

    private Map<String, Value> arguments() {
        Map<String, Value> arguments = new LinkedHashMap<>();
        if (takes("(")) {
            while (!takes(")")) {
                String name = name();
                expect(":");
                arguments.put(name, value());
            }
        }
        return arguments;
    }

    private List<Directive> directives() {
        List<Directive> directives = new ArrayList<>();
        while (takes("@")) {
            directives.add(new Directive(name(), arguments()));
        }
        return directives;
    }

    private Value value() {
        Token token = next();
        return switch (token.kind()) {
            case TEXT -> known(Json.MAPPER.getNodeFactory().stringNode(token.text()));
            case NUMBER -> known(Json.MAPPER.readTree(token.text()));
            case NAME ->
                switch (token.text()) {
                    case "true", "false", "null" -> known(Json.MAPPER.readTree(token.text()));
                    default -> known(Json.MAPPER.getNodeFactory().stringNode(token.text()));
                };
            case MARK ->
                switch (token.text()) {
                    case "$" -> new Value.Variable(name());
                    case "[" -> list();
                    case "{" -> object();
                    default -> throw unexpected(token);
                };
            case END -> throw unexpected(token);
        };
    }

    private Value list() {
        List<Value> values = new ArrayList<>();
        deeper();
        while (!takes("]")) {
            values.add(value());
        }
        nested--;
        return new Value.ListOf(values);
    }

    private Value object() {
        Map<String, Value> fields = new LinkedHashMap<>();
        deeper();
        while (!takes("}")) {
            String name = name();
            expect(":");
            fields.put(name, value());
        }
        nested--;
        return new Value.ObjectOf(fields);
    }

    private static Value known(JsonNode json) {
        return new Value.Known(json);
    }

    private void deeper() {
        if (++nested > NESTED_MOST) {
            throw new GraphError("Query exceeds maximum depth of " + Limits.DEPTH_MOST);
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private boolean peeks(String mark) {
        return peek().kind() == Kind.MARK && peek().text().equals(mark);
    }

    private boolean takes(String mark) {
        if (!peeks(mark)) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(String mark) {
        if (!takes(mark)) {
            throw new GraphError(
                    "Syntax Error: Expected '" + mark + "', found '" + peek().text() + "' at " + peek().place() + ".");
        }
    }

    private void expectName(String word) {
        if (!next().text().equals(word)) {
            throw new GraphError("Syntax Error: Expected '" + word + "'.");
        }
    }

    private String name() {
        Token token = next();
        if (token.kind() != Kind.NAME) {
            throw unexpected(token);
        }
        return token.text();
    }

    private static GraphError unexpected(Token token) {
        return new GraphError("Syntax Error: Unexpected '" + token.text() + "' at " + token.place() + ".");
    }
}
