package org.dure.serve.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The `data` of a tensor as it stands in the request: flat or nested, before its datatype is looked at.
///
/// Whole numbers are kept exactly, others as doubles; a tensor's elements are all of one kind, but for whole numbers
/// among fractions.
final class TensorData {

    private static final int DEPTH_MAX = 8;
    private static final int FIRST_CAPACITY = 64;

    enum Kind {
        WHOLE,
        FRACTION,
        BOOLEAN,
        STRING
    }

    private final JsonParser in;
    private final String called;

    private @Nullable Kind kind;
    /// Whole numbers and booleans as they are, fractions as the bits of a double.
    private long[] bits = new long[FIRST_CAPACITY];
    private final List<String> strings = new ArrayList<>();
    private int count;
    /// The length of each level of nesting; -1 until the first array of that level has ended.
    private final int[] lengths = new int[DEPTH_MAX];
    private int leafDepth = -1;

    private TensorData(JsonParser in, String called) {
        this.in = in;
        this.called = called;
        Arrays.fill(lengths, -1);
    }

    /// Reads the array that the parser stands at.
    ///
    /// @param called how messages name the tensor
    static TensorData read(JsonParser in, String called) throws RefusedException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw RefusedException.badRequest(called + ": data must be an array");
        }
        TensorData data = new TensorData(in, called);
        data.readArray(0);
        return data;
    }

    int count() {
        return count;
    }

    /// Null where there is no element.
    @Nullable
    Kind kind() {
        return kind;
    }

    long whole(int index) {
        return bits[index];
    }

    double fraction(int index) {
        return kind == Kind.WHOLE ? bits[index] : Double.longBitsToDouble(bits[index]);
    }

    List<String> strings() {
        return strings;
    }

    /// The shape that the nesting shows; one axis where the data is flat.
    List<Long> nesting() {
        List<Long> shape = new ArrayList<>();
        for (int depth = 0; depth < DEPTH_MAX && lengths[depth] >= 0; depth++) {
            shape.add((long) lengths[depth]);
        }
        return shape;
    }

    private void readArray(int depth) throws RefusedException {
        int length = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            length++;
            if (in.currentToken() == JsonToken.START_ARRAY) {
                if (leafDepth >= 0 && leafDepth <= depth) {
                    throw ragged();
                }
                if (depth + 1 == DEPTH_MAX) {
                    throw RefusedException.badRequest(called + ": data nests deeper than " + DEPTH_MAX + " arrays");
                }
                readArray(depth + 1);
            } else {
                if (leafDepth >= 0 && leafDepth != depth) {
                    throw ragged();
                }
                leafDepth = depth;
                readElement();
            }
        }
        if (lengths[depth] >= 0 && lengths[depth] != length) {
            throw ragged();
        }
        lengths[depth] = length;
    }

    private void readElement() throws RefusedException {
        JsonToken token = in.currentToken();
        switch (token) {
            case VALUE_NUMBER_INT -> {
                if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    add(Kind.FRACTION, Double.doubleToRawLongBits(in.getDoubleValue()));
                } else {
                    add(Kind.WHOLE, in.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> add(Kind.FRACTION, Double.doubleToRawLongBits(in.getDoubleValue()));
            case VALUE_TRUE -> add(Kind.BOOLEAN, 1);
            case VALUE_FALSE -> add(Kind.BOOLEAN, 0);
            case VALUE_STRING -> {
                strings.add(in.getString());
                add(Kind.STRING, 0);
            }
            case null, default ->
                throw RefusedException.badRequest(
                        called + ": element " + count + " of data is neither a number nor a boolean nor a string");
        }
    }

    private void add(Kind next, long value) throws RefusedException {
        if (count == bits.length) {
            bits = Arrays.copyOf(bits, count * 2);
        }
        if (kind == null) {
            kind = next;
        }
        if (kind == Kind.WHOLE && next == Kind.FRACTION) {
            for (int i = 0; i < count; i++) {
                bits[i] = Double.doubleToRawLongBits(bits[i]);
            }
            kind = Kind.FRACTION;
        }
        if (kind == Kind.FRACTION && next == Kind.WHOLE) {
            bits[count++] = Double.doubleToRawLongBits(value);
        } else if (kind == next) {
            bits[count++] = value;
        } else {
            throw RefusedException.badRequest(called + ": data mixes numbers, booleans and strings (element " + count
                    + "); all must be of the tensor's datatype");
        }
    }

    private RefusedException ragged() {
        return RefusedException.badRequest(
                called + ": data is nested unevenly; either nest it exactly as the shape or give it flat");
    }
}
