package org.dure.server.tracking.filter;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.server.tracking.filter.Comparison.Operand;
import org.dure.server.tracking.filter.Comparison.Operator;

/// Reads filters and orders by recursive descent:
///
///     filter     = comparison { AND comparison }
///     comparison = field ( sign operand | [NOT] IN "(" string { "," string } [ "," ] ")" | IS [NOT] NULL )
///     field      = [ kind "." ] key [ "." measure ]
///     measure    = last | first | min | max | best | at "(" step ")"
///     order      = field [ ASC | DESC ]
///
/// Measures are read where the vocabulary has them. A key that ends like one stands in backticks.
public final class FilterParser {

    /// With one, the database tries again and again, for a time that has no bound; all else it matches in one pass.
    private static final Pattern BACK_REFERENCE = Pattern.compile("\\\\[1-9]");

    private static final int LENGTH_MOST = 20_000;
    private static final int CLAUSES_MOST = 100;
    private static final int LIST_MOST = 1_000;

    private static final Set<Operator> OF_NUMBERS = EnumSet.of(
            Operator.EQUAL,
            Operator.NOT_EQUAL,
            Operator.LESS,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER,
            Operator.GREATER_OR_EQUAL);
    private static final Set<Operator> OF_TEXTS =
            EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LIKE, Operator.ILIKE);
    private static final Set<Operator> OF_ORDER =
            EnumSet.of(Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);
    private static final Set<Operator> OF_ABSENCE = EnumSet.of(Operator.IS_NULL, Operator.IS_NOT_NULL);
    private static final Set<Operator> OF_TABLE_TEXTS = EnumSet.of(
            Operator.IS_NULL,
            Operator.IS_NOT_NULL,
            Operator.LESS,
            Operator.LESS_OR_EQUAL,
            Operator.GREATER,
            Operator.GREATER_OR_EQUAL);
    private static final Set<Operator> OF_LISTS = EnumSet.of(Operator.IN, Operator.NOT_IN);

    private static final String AT_STEP = "at";
    private static final Map<String, Measure.Sum> SUMS = Map.of(
            "last", Measure.Sum.LAST,
            "first", Measure.Sum.FIRST,
            "min", Measure.Sum.MIN,
            "max", Measure.Sum.MAX,
            "best", Measure.Sum.BEST);

    private final String source;
    private final Vocabulary vocabulary;
    private final List<Token> tokens;
    private int next;

    private FilterParser(String source, Vocabulary vocabulary) {
        if (source.length() > LENGTH_MOST) {
            throw new FilterError("longer than " + LENGTH_MOST + " characters", LENGTH_MOST);
        }
        this.source = source;
        this.vocabulary = vocabulary;
        this.tokens = Token.read(source);
    }

    /// @throws FilterError where it cannot be read
    public static List<Comparison> filter(String source, Vocabulary vocabulary) {
        return source.isBlank() ? List.of() : new FilterParser(source, vocabulary).filter();
    }

    /// @throws FilterError where it cannot be read
    public static Order order(String source, Vocabulary vocabulary) {
        if (source.isBlank()) {
            throw new FilterError("Invalid order_by clause '" + source + "': it is empty", 0);
        }
        return new FilterParser(source, vocabulary).order();
    }

    private List<Comparison> filter() {
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(comparison());
        while (peek().isWord("AND")) {
            next++;
            comparisons.add(comparison());
            if (comparisons.size() > CLAUSES_MOST) {
                throw new FilterError("more than " + CLAUSES_MOST + " clauses", peek().place());
            }
        }
        if (peek().isWord("OR") || peek().isWord("NOT")) {
            throw invalid(peek(), "only AND joins clauses, not " + peek().text().toUpperCase(Locale.ROOT));
        }
        expectEnd();
        return comparisons;
    }

    /// One field alone, such as `metrics.loss.min`: how columns are named.
    ///
    /// @throws FilterError where it cannot be read
    public static Field field(String source, Vocabulary vocabulary) {
        FilterParser parser = new FilterParser(source, vocabulary);
        Field field = parser.field();
        if (parser.peek().type() != Token.Type.END) {
            throw parser.invalid(
                    parser.peek(), "expected one field, found " + parser.peek().shown() + " behind it");
        }
        return field;
    }

    private Order order() {
        Field field = field();
        boolean ascending = true;
        if (peek().isWord("ASC") || peek().isWord("DESC")) {
            ascending = take().isWord("ASC");
        }
        if (peek().type() != Token.Type.END) {
            throw new FilterError(
                    "Invalid order_by clause '" + source + "': expected ASC, DESC or nothing, found " + peek().shown(),
                    peek().place());
        }
        return new Order(field, ascending);
    }

    private Comparison comparison() {
        if (peek().is("(")) {
            throw invalid(peek(), "parentheses around clauses are not part of the language");
        }
        Field field = field();
        Token at = peek();
        Operator operator = operator();
        Set<Operator> allowed = allowed(field);
        if (!allowed.contains(operator)) {
            throw invalid(
                    at,
                    "Invalid comparator '" + operator.sign() + "' for "
                            + field.kind().name().toLowerCase(Locale.ROOT) + " '" + field.key() + "'; there are "
                            + allowed.stream().map(Operator::sign).toList() + " (at position " + (at.place() + 1)
                            + ")");
        }
        Token pattern = peek();
        Operand operand = operand(field, operator);
        if (operator == Operator.RLIKE
                && operand instanceof Operand.Text text
                && BACK_REFERENCE.matcher(text.value()).find()) {
            throw invalid(pattern, "RLIKE takes no back references such as \\1");
        }
        return new Comparison(field, operator, operand);
    }

    private Set<Operator> allowed(Field field) {
        if (vocabulary.isNumeric(field)) {
            return OF_NUMBERS;
        }
        Set<Operator> allowed = EnumSet.copyOf(OF_TEXTS);
        allowed.addAll(
                switch (field.kind()) {
                    case ATTRIBUTE, DATASET -> OF_LISTS;
                    case PARAM, TAG -> vocabulary.isOfTable() ? OF_TABLE_TEXTS : OF_ABSENCE;
                    case METRIC -> EnumSet.noneOf(Operator.class);
                });
        if (vocabulary.isSaid(field)) {
            allowed.addAll(OF_ABSENCE);
            allowed.addAll(OF_ORDER);
        }
        if (vocabulary.hasPatterns()) {
            allowed.add(Operator.RLIKE);
        }
        return allowed;
    }

    private Operator operator() {
        Token token = take();
        if (token.type() == Token.Type.SIGN) {
            return switch (token.text()) {
                case "=", "==" -> Operator.EQUAL;
                case "!=", "<>" -> Operator.NOT_EQUAL;
                case "<" -> Operator.LESS;
                case "<=" -> Operator.LESS_OR_EQUAL;
                case ">" -> Operator.GREATER;
                default -> Operator.GREATER_OR_EQUAL;
            };
        }
        if (token.isWord("LIKE")) {
            return Operator.LIKE;
        }
        if (token.isWord("ILIKE")) {
            return Operator.ILIKE;
        }
        if (token.isWord("RLIKE")) {
            return Operator.RLIKE;
        }
        if (token.isWord("IN")) {
            return Operator.IN;
        }
        if (token.isWord("NOT") && peek().isWord("IN")) {
            next++;
            return Operator.NOT_IN;
        }
        if (token.isWord("IS") && peek().isWord("NULL")) {
            next++;
            return Operator.IS_NULL;
        }
        if (token.isWord("IS") && peek().isWord("NOT") && tokens.get(next + 1).isWord("NULL")) {
            next += 2;
            return Operator.IS_NOT_NULL;
        }
        throw invalid(token, "expected a comparator such as = or LIKE, found " + token.shown());
    }

    private Operand operand(Field field, Operator operator) {
        if (OF_ABSENCE.contains(operator)) {
            return new Operand.None();
        }
        if (OF_LISTS.contains(operator)) {
            return new Operand.Texts(list());
        }
        Token token = take();
        if (vocabulary.isOfTable() && field.kind() == Field.Kind.ATTRIBUTE && Moments.isMoment(field, token)) {
            return new Operand.Real(Moments.milliseconds(token));
        }
        if (vocabulary.isOfTable() && !vocabulary.isNumeric(field) && OF_NUMBERS.contains(operator)) {
            if (token.type() == Token.Type.NUMBER) {
                return new Operand.Real(Double.parseDouble(token.text()));
            }
            if (!OF_TEXTS.contains(operator)) {
                throw invalid(token, "Expected a number after " + operator.sign() + ". Found " + token.shown());
            }
        }
        if (vocabulary.isNumeric(field) || (vocabulary.isSaid(field) && OF_ORDER.contains(operator))) {
            if (token.type() != Token.Type.NUMBER) {
                throw invalid(
                        token,
                        "Expected numeric value type for "
                                + (field.kind() == Field.Kind.METRIC ? "metric" : "numeric attribute: " + field.key())
                                + ". Found " + token.shown());
            }
            return new Operand.Real(Double.parseDouble(token.text()));
        }
        if (token.type() != Token.Type.STRING && token.type() != Token.Type.DOUBLE_QUOTED) {
            throw invalid(
                    token,
                    "Expected a quoted string value for "
                            + field.kind().name().toLowerCase(Locale.ROOT)
                            + " (e.g. 'my-value'). Got value " + token.shown());
        }
        return new Operand.Text(token.text());
    }

    private List<String> list() {
        Token opening = take();
        if (!opening.is("(")) {
            throw invalid(opening, "expected a list of quoted values in parentheses");
        }
        List<String> values = new ArrayList<>();
        do {
            Token token = take();
            if (token.type() != Token.Type.STRING && token.type() != Token.Type.DOUBLE_QUOTED) {
                throw invalid(token, "expected a quoted value in the list, found " + token.shown());
            }
            values.add(token.text());
            if (values.size() > LIST_MOST) {
                throw invalid(token, "a list holds at most " + LIST_MOST + " values");
            }
            if (!peek().is(",")) {
                break;
            }
            next++;
            // As Python writes a tuple of one.
            if (peek().is(")")) {
                break;
            }
        } while (peek().type() != Token.Type.END);
        Token closing = take();
        if (!closing.is(")")) {
            throw invalid(closing, "a list is not closed");
        }
        return values;
    }

    private Field field() {
        Token first = take();
        if (first.type() != Token.Type.WORD
                && first.type() != Token.Type.BACKTICKED
                && first.type() != Token.Type.DOUBLE_QUOTED) {
            throw invalid(first, "expected a field such as metrics.loss, found " + first.shown());
        }
        if (!peek().is(".")) {
            return vocabulary.attribute(first.text(), first.place());
        }
        next++;
        Token key = take();
        if (key.type() == Token.Type.BACKTICKED || key.type() == Token.Type.DOUBLE_QUOTED) {
            Field field = vocabulary.field(first.text(), key.text(), first.place());
            if (peek().is(".") && measured(field)) {
                next++;
                return new Field(field.kind(), field.key(), measure(take()));
            }
            return field;
        }
        Field field = vocabulary.field(first.text(), plainKey(key), first.place());
        return measured(field) ? withMeasure(field, key) : field;
    }

    private boolean measured(Field field) {
        return vocabulary.isOfTable() && field.kind() == Field.Kind.METRIC;
    }

    /// Of a key without quotes the last word after a dot is the measure where it names one.
    private Field withMeasure(Field field, Token at) {
        int dot = field.key().lastIndexOf('.');
        if (dot <= 0) {
            return field;
        }
        String key = field.key().substring(0, dot);
        String name = field.key().substring(dot + 1);
        if (name.equals(AT_STEP) && peek().is("(")) {
            return new Field(field.kind(), key, step());
        }
        return SUMS.containsKey(name) ? new Field(field.kind(), key, measure(at, name)) : field;
    }

    private Measure measure(Token token) {
        return token.type() == Token.Type.WORD && token.text().equals(AT_STEP) && peek().is("(")
                ? step()
                : measure(token, token.text());
    }

    private Measure measure(Token at, String name) {
        Measure.Sum sum = SUMS.get(name);
        if (sum == null) {
            throw invalid(at, "a metric has the measures last, first, min, max, best and at(step), not " + at.shown());
        }
        return sum;
    }

    private Measure step() {
        next++;
        Token step = take();
        if (step.type() != Token.Type.NUMBER || !step.text().matches("[+-]?[0-9]{1,18}")) {
            throw invalid(step, "expected a whole step such as at(100), found " + step.shown());
        }
        Token closing = take();
        if (!closing.is(")")) {
            throw invalid(closing, "expected ) after the step, found " + closing.shown());
        }
        return new Measure.AtStep(Long.parseLong(step.text()));
    }

    /// A key without quotes: words, numbers and dots that stand together without a blank.
    private String plainKey(Token first) {
        if (!isPartOfKey(first)) {
            throw invalid(first, "expected a key after the dot, found " + first.shown());
        }
        StringBuilder key = new StringBuilder(first.text());
        while (isPartOfKey(peek()) && peek().place() == first.place() + key.length()) {
            key.append(take().text());
        }
        return key.toString();
    }

    private static boolean isPartOfKey(Token token) {
        return token.type() == Token.Type.WORD || token.type() == Token.Type.NUMBER || token.is(".");
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.type() != Token.Type.END) {
            next++;
        }
        return token;
    }

    private void expectEnd() {
        if (peek().type() != Token.Type.END) {
            throw invalid(peek(), "expected AND or the end, found " + peek().shown());
        }
    }

    private FilterError invalid(Token at, String why) {
        return new FilterError("Invalid clause(s) in filter string: '" + source + "': " + why, why, at.place());
    }
}
