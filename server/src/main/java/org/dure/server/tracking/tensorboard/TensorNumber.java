package org.dure.server.tracking.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The number that a `TensorProto` of one element holds, either as raw little-endian bytes or in the list of its type.
/// Numbers of the types are those of `DataType` in tensorboard/compat/proto/types.proto.
final class TensorNumber {

    private static final int FLOAT = 1;
    private static final int DOUBLE = 2;
    private static final int INT32 = 3;
    private static final int UINT8 = 4;
    private static final int INT16 = 5;
    private static final int INT8 = 6;
    private static final int INT64 = 9;
    private static final int BFLOAT16 = 14;
    private static final int UINT16 = 17;
    private static final int HALF = 19;
    private static final int UINT32 = 22;
    private static final int UINT64 = 23;

    private final CodedInputStream in;
    private int type;
    private ByteString content = ByteString.EMPTY;
    private int listed;
    private int listField;
    private double number;
    private long whole;

    TensorNumber(CodedInputStream in) {
        this.in = in;
    }

    /// A field of `TensorProto`; lists may stand packed or one by one.
    boolean read(int field) throws IOException {
        int name = field >>> 3;
        int wire = field & 7;
        switch (name) {
            case 1 -> {
                if (wire == 0) {
                    type = in.readEnum();
                    return true;
                }
            }
            case 4 -> {
                if (wire == 2) {
                    content = in.readBytes();
                    return true;
                }
            }
            case 5, 6, 7, 10, 13, 16, 17 -> {
                if (wire == 2 || wire == wireType(name)) {
                    list(name, wire == 2);
                    return true;
                }
            }
            default -> {}
        }
        return false;
    }

    private static int wireType(int list) {
        return switch (list) {
            case 5 -> 5;
            case 6 -> 1;
            default -> 0;
        };
    }

    private void list(int list, boolean packed) throws IOException {
        if (!packed) {
            element(list);
            return;
        }
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            element(list);
        }
        in.popLimit(outer);
    }

    private void element(int list) throws IOException {
        switch (list) {
            case 5 -> number = in.readFloat();
            case 6 -> number = in.readDouble();
            default -> whole = in.readRawVarint64();
        }
        listField = list;
        listed++;
    }

    /// Null where it is none of these types, or not one element.
    @Nullable
    Double number() {
        if (listed == 0) {
            return raw(ByteBuffer.wrap(content.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));
        }
        if (listed > 1 || !content.isEmpty() || listField != list(type)) {
            return null;
        }
        return switch (type) {
            case FLOAT, DOUBLE -> number;
            case INT32, INT16, INT8, UINT16, UINT8 -> (double) (int) whole;
            case INT64 -> (double) whole;
            case UINT32 -> (double) (whole & 0xffff_ffffL);
            case UINT64 -> unsigned(whole);
            case HALF -> (double) Float.float16ToFloat((short) whole);
            case BFLOAT16 -> (double) Float.intBitsToFloat((int) whole << 16);
            default -> null;
        };
    }

    /// The field in which elements of a type are listed.
    private static int list(int type) {
        return switch (type) {
            case FLOAT -> 5;
            case DOUBLE -> 6;
            case INT32, INT16, INT8, UINT16, UINT8 -> 7;
            case INT64 -> 10;
            case HALF, BFLOAT16 -> 13;
            case UINT32 -> 16;
            case UINT64 -> 17;
            default -> 0;
        };
    }

    private @Nullable Double raw(ByteBuffer bytes) {
        if (bytes.remaining() != bytesOf(type)) {
            return null;
        }
        return switch (type) {
            case FLOAT -> (double) bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            case INT32 -> (double) bytes.getInt();
            case INT64 -> (double) bytes.getLong();
            case INT16 -> (double) bytes.getShort();
            case INT8 -> (double) bytes.get();
            case UINT8 -> (double) (bytes.get() & 0xff);
            case UINT16 -> (double) (bytes.getShort() & 0xffff);
            case UINT32 -> (double) (bytes.getInt() & 0xffff_ffffL);
            case UINT64 -> unsigned(bytes.getLong());
            case HALF -> (double) Float.float16ToFloat(bytes.getShort());
            case BFLOAT16 -> (double) Float.intBitsToFloat(bytes.getShort() << 16);
            default -> null;
        };
    }

    private static int bytesOf(int type) {
        return switch (type) {
            case INT8, UINT8 -> 1;
            case INT16, UINT16, HALF, BFLOAT16 -> 2;
            case FLOAT, INT32, UINT32 -> 4;
            case DOUBLE, INT64, UINT64 -> 8;
            default -> -1;
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }
}
