package org.dure.server.sweeps.search;

import java.math.BigDecimal;
import java.math.MathContext;

/// Values of parameters: `Double`, `Long`, `String` or `Boolean`.
public final class Values {

    private static final int LARGEST_PLAIN_EXPONENT = 16;
    private static final int SMALLEST_PLAIN_EXPONENT = -4;

    private Values() {}

    /// One kind of whole and one of broken number, whatever JSON made of it.
    public static Object normal(Object value) {
        return switch (value) {
            case Integer whole -> whole.longValue();
            case Float broken -> broken.doubleValue();
            case BigDecimal broken -> broken.doubleValue();
            default -> value;
        };
    }

    /// As Python's `str` would write it, so that a program which logs its own parameter logs the same text.
    public static String text(Object value) {
        return switch (value) {
            case Double number -> text(number.doubleValue());
            case Boolean truth -> truth ? "True" : "False";
            default -> value.toString();
        };
    }

    /// For a sentence: to five significant digits.
    public static String rounded(double number) {
        return Double.isFinite(number)
                ? text(BigDecimal.valueOf(number).round(new MathContext(5)).doubleValue())
                : String.valueOf(number);
    }

    private static String text(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number) || number == 0) {
            return number == 0 ? "0.0" : String.valueOf(number);
        }
        BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < LARGEST_PLAIN_EXPONENT) {
            String plain = exact.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = exact.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    /// Whether both are the same value: 1 and 1.0 are, for they are the same choice.
    static boolean same(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return one.equals(other);
    }
}
