package org.dure.server.sweeps.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a search space must look like; every fault is found and named.
public final class SpaceRules {

    /// @param path such as `parameters[1].high`
    public record Fault(String path, String message) {}

    /// Sobol's sequence is known for many more; nobody searches so many.
    private static final int PARAMETERS_MOST = 100;

    private static final int VALUES_MOST = 1_000;
    private static final int TEXT_MOST = 1_000;
    private static final double WHOLE_MOST = 1L << 53;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,62}");

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Parameter> known = new HashMap<>();

    private SpaceRules() {}

    /// @return none where the space can be searched
    public static List<Fault> faults(List<Parameter> parameters) {
        SpaceRules rules = new SpaceRules();
        if (parameters.isEmpty() || parameters.size() > PARAMETERS_MOST) {
            rules.faults.add(new Fault("parameters", "must be 1 to " + PARAMETERS_MOST + ", not " + parameters.size()));
            return rules.faults;
        }
        for (int at = 0; at < parameters.size(); at++) {
            rules.check("parameters[" + at + "]", parameters.get(at));
        }
        return rules.faults;
    }

    private void check(String path, Parameter parameter) {
        if (!NAME.matcher(parameter.name()).matches()) {
            add(path + ".name", "must be letters, digits, _, . and -, beginning with a letter or _, at most 63");
        } else if (known.containsKey(parameter.name())) {
            add(path + ".name", "is taken by another parameter: " + parameter.name());
        }
        switch (parameter.type()) {
            case UNIFORM, LOG_UNIFORM, INT, LOG_INT -> checkRange(path, parameter);
            case CHOICE -> checkValues(path + ".values", parameter.values());
            case BOOLEAN -> {}
        }
        if (!parameter.type().isRange() && (parameter.low() != null || parameter.high() != null)) {
            add(path + ".low", "belongs to a range, not to " + parameter.type());
        }
        if (parameter.type() != Parameter.Type.CHOICE && parameter.values() != null) {
            add(path + ".values", "belong to a CHOICE, not to " + parameter.type());
        }
        Integer steps = parameter.steps();
        if (steps != null
                && (steps < 1 || steps > VALUES_MOST || !parameter.type().isRange())) {
            add(path + ".steps", "must be 1 to " + VALUES_MOST + " values of a range");
        }
        checkCondition(path + ".when", parameter);
        known.putIfAbsent(parameter.name(), parameter);
    }

    private void checkRange(String path, Parameter parameter) {
        Double low = parameter.low();
        Double high = parameter.high();
        if (low == null || high == null || !Double.isFinite(low) || !Double.isFinite(high)) {
            add(path + (low == null || !Double.isFinite(low) ? ".low" : ".high"), "must be a number");
            return;
        }
        if (low >= high) {
            add(path + ".high", "must be greater than low, " + low + ", not " + high);
        }
        if (parameter.type().isLogarithmic() && low <= 0) {
            add(path + ".low", "must be greater than 0 on a logarithmic scale, not " + low);
        }
        if (parameter.type().isWhole() && (!isWhole(low) || !isWhole(high))) {
            add(path + (isWhole(low) ? ".high" : ".low"), "must be a whole number below 2^53");
        }
        if (!Double.isFinite(high - low)) {
            add(path + ".high", "is too far from low");
        }
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) < WHOLE_MOST;
    }

    private void checkValues(String path, @Nullable List<Object> values) {
        if (values == null || values.size() < 2 || values.size() > VALUES_MOST) {
            add(path, "must be 2 to " + VALUES_MOST + " values");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Object value : values) {
            boolean plain = value instanceof String text && text.length() <= TEXT_MOST && text.indexOf('\0') < 0
                    || value instanceof Long
                    || value instanceof Boolean
                    || value instanceof Double number && Double.isFinite(number);
            if (!plain) {
                add(path, "must be texts of at most " + TEXT_MOST + " characters, numbers or truth values");
            } else if (!seen.add(Values.text(value instanceof Long whole ? (Object) whole.doubleValue() : value))) {
                add(path, "holds " + value + " twice");
            }
        }
    }

    private void checkCondition(String path, Parameter parameter) {
        if (parameter.when() == null) {
            return;
        }
        parameter.when().forEach((name, values) -> {
            Parameter other = known.get(name);
            if (other == null) {
                add(path + "." + name, "must be a parameter that stands before " + parameter.name());
            } else if (values.isEmpty()) {
                add(path + "." + name, "must name the values at which " + parameter.name() + " is active");
            } else if (faults.isEmpty()) {
                values.stream()
                        .map(Values::normal)
                        .filter(value -> !other.domain().holds(value))
                        .forEach(value -> add(path + "." + name, value + " is no value of " + name));
            }
        });
    }

    private void add(String path, String message) {
        faults.add(new Fault(path, message));
    }
}
