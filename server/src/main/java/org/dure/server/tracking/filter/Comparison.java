package org.dure.server.tracking.filter;

import java.util.List;
import java.util.function.Function;

/// One clause of a filter; a filter is met where all its clauses are.
public record Comparison(Field field, Operator operator, Operand operand) {

    /// Spelt as in the language.
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        LIKE("LIKE"),
        ILIKE("ILIKE"),
        /// A regular expression that stands anywhere in the text.
        RLIKE("RLIKE"),
        IN("IN"),
        NOT_IN("NOT IN"),
        IS_NULL("IS NULL"),
        IS_NOT_NULL("IS NOT NULL");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /// As written in a filter.
        public String sign() {
            return sign;
        }

        private String inSql() {
            return this == RLIKE ? "~" : sign;
        }

        /// No character of a pattern but % and _ has a meaning; so no pattern can end in a dangling escape.
        private String escape() {
            return this == LIKE || this == ILIKE ? " escape ''" : "";
        }
    }

    /// What is compared with.
    public sealed interface Operand {

        record Text(String value) implements Operand {}

        record Real(double value) implements Operand {}

        record Texts(List<String> values) implements Operand {}

        /// With IS NULL and IS NOT NULL.
        record None() implements Operand {}
    }

    /// As a condition of SQL.
    ///
    /// @param column    the SQL of what is compared
    /// @param parameter takes a value into the query, and gives what stands for it there, such as `:p3`
    /// @throws IllegalStateException with IS NULL and IS NOT NULL: what lacks a value has no row
    public String inSql(String column, Function<Object, String> parameter) {
        return switch (operand) {
            case Operand.Real real -> column + " " + operator.sign() + " " + parameter.apply(real.value());
            case Operand.Texts texts ->
                column + (operator == Operator.IN ? " = any(cast(" : " <> all(cast(")
                        + parameter.apply(texts.values().toArray(String[]::new)) + " as text[]))";
            case Operand.Text text ->
                column + " " + operator.inSql() + " " + parameter.apply(text.value()) + operator.escape();
            case Operand.None none -> throw new IllegalStateException("Nothing is compared with no value");
        };
    }
}
