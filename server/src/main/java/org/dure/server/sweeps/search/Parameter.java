package org.dure.server.sweeps.search;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One parameter of a search space, as it is sent and stored. `Space.faults` says whether it makes sense.
///
/// @param low    the least value; null with CHOICE and BOOLEAN
/// @param high   the greatest value, which may be tried itself; null with CHOICE and BOOLEAN
/// @param values of a CHOICE: texts, numbers, truth values
/// @param steps  how many values a grid takes of a range, its ends among them; null for 4, or for every whole number
/// @param when   other parameters, which stand before this one, with the values of each at which this one is active;
///               null for always
public record Parameter(
        String name,
        Type type,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable List<Object> values,
        @Nullable Integer steps,
        @Nullable Map<String, List<Object>> when) {

    public enum Type {
        /// A number, each as likely as the other.
        UNIFORM,
        /// A number above 0, each order of magnitude as likely as the other.
        LOG_UNIFORM,
        /// A whole number.
        INT,
        /// A whole number above 0, by orders of magnitude.
        LOG_INT,
        CHOICE,
        BOOLEAN;

        boolean isRange() {
            return switch (this) {
                case UNIFORM, LOG_UNIFORM, INT, LOG_INT -> true;
                case CHOICE, BOOLEAN -> false;
            };
        }

        boolean isWhole() {
            return this == INT || this == LOG_INT;
        }

        boolean isLogarithmic() {
            return this == LOG_UNIFORM || this == LOG_INT;
        }
    }

    public Parameter {
        values = values == null ? null : values.stream().map(Values::normal).toList();
        when = when == null ? null : Map.copyOf(when);
    }

    /// A parameter without conditions between two numbers.
    public static Parameter range(String name, Type type, double low, double high) {
        return new Parameter(name, type, low, high, null, null, null);
    }

    public static Parameter choice(String name, Object... values) {
        return new Parameter(name, Type.CHOICE, null, null, List.of(values), null, null);
    }

    public static Parameter bool(String name) {
        return new Parameter(name, Type.BOOLEAN, null, null, null, null, null);
    }

    /// The same, active only where `other` has one of `values`.
    public Parameter when(String other, Object... values) {
        return new Parameter(name, type, low, high, this.values, steps, Map.of(other, List.of(values)));
    }

    public Parameter steps(int count) {
        return new Parameter(name, type, low, high, values, count, when);
    }

    /// Where it is drawn from; it must be without faults.
    Domain domain() {
        return switch (type) {
            case UNIFORM, LOG_UNIFORM, INT, LOG_INT -> new Domain.Range(type, number(low), number(high));
            case CHOICE -> new Domain.Choice(values == null ? List.of() : values);
            case BOOLEAN -> new Domain.Choice(List.of(false, true));
        };
    }

    private static double number(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
