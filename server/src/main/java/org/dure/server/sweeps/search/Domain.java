package org.dure.server.sweeps.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the values of one parameter come from.
sealed interface Domain {

    int GRID_STEPS = 4;
    int GRID_WHOLES_MOST = 1_000;

    /// The value at a share of the whole, each share from 0 to 1 (exclusive) as likely as the other.
    Object at(double share);

    /// The values of a grid, ascending.
    ///
    /// @param steps null for the usual number
    List<Object> grid(@Nullable Integer steps);

    /// Whether the value could have come from here.
    boolean holds(Object value);

    /// Numbers between two ends, drawn evenly on their own or on a logarithmic scale.
    record Range(Parameter.Type type, double low, double high) implements Domain {

        /// The lower end on the scale on which values lie evenly: a whole number takes half a unit to each side.
        double from() {
            double edge = type.isWhole() ? low - 0.5 : low;
            return type.isLogarithmic() ? Math.log(edge) : edge;
        }

        double to() {
            double edge = type.isWhole() ? high + 0.5 : high;
            return type.isLogarithmic() ? Math.log(edge) : edge;
        }

        /// The place of a value on that scale.
        double place(Object value) {
            double number = ((Number) value).doubleValue();
            return type.isLogarithmic() ? Math.log(number) : number;
        }

        /// The value at a place of that scale.
        Object value(double place) {
            double number = type.isLogarithmic() ? Math.exp(place) : place;
            double within = Math.clamp(type.isWhole() ? Math.rint(number) : number, low, high);
            if (type.isWhole()) {
                return (long) within;
            }
            return within;
        }

        /// The value times a factor, within the ends; a whole number moves by one at least.
        Object times(Object value, double factor) {
            double number = ((Number) value).doubleValue();
            double moved = number * factor;
            if (type.isWhole() && Math.rint(moved) == number) {
                moved = number + Math.signum(moved - number);
            }
            double within = Math.clamp(type.isWhole() ? Math.rint(moved) : moved, low, high);
            return type.isWhole() ? (Object) (long) within : (Object) within;
        }

        @Override
        public Object at(double share) {
            return value(from() + share * (to() - from()));
        }

        @Override
        public List<Object> grid(@Nullable Integer steps) {
            if (type == Parameter.Type.INT && high - low + 1 <= (steps == null ? GRID_WHOLES_MOST : steps)) {
                List<Object> all = new ArrayList<>();
                for (long whole = (long) low; whole <= (long) high; whole++) {
                    all.add(whole);
                }
                return all;
            }
            int count = steps == null ? GRID_STEPS : steps;
            double first = type.isLogarithmic() ? Math.log(low) : low;
            double last = type.isLogarithmic() ? Math.log(high) : high;
            Set<Object> some = new LinkedHashSet<>();
            for (int step = 0; step < count; step++) {
                some.add(value(count == 1 ? (first + last) / 2 : first + step * (last - first) / (count - 1)));
            }
            return List.copyOf(some);
        }

        @Override
        public boolean holds(Object value) {
            return value instanceof Number number
                    && number.doubleValue() >= low
                    && number.doubleValue() <= high
                    && (!type.isWhole() || number.doubleValue() == Math.rint(number.doubleValue()));
        }
    }

    /// A few values without an order.
    record Choice(List<Object> values) implements Domain {

        int index(Object value) {
            for (int at = 0; at < values.size(); at++) {
                if (Values.same(values.get(at), value)) {
                    return at;
                }
            }
            return -1;
        }

        @Override
        public Object at(double share) {
            return values.get(Math.clamp((int) (share * values.size()), 0, values.size() - 1));
        }

        @Override
        public List<Object> grid(@Nullable Integer steps) {
            return values;
        }

        @Override
        public boolean holds(Object value) {
            return index(value) >= 0;
        }
    }
}
