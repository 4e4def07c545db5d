package org.dure.server.tracking.filter;

import java.util.List;

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

        /// As written in SQL.
        public String inSql() {
            return this == RLIKE ? "~" : sign;
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
}
