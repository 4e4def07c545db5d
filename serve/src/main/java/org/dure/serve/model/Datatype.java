package org.dure.serve.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The Open Inference Protocol's element types that a request in JSON can carry and the runtime can hold.
///
/// FP16 and BF16 have no JSON form; UINT16, UINT32 and UINT64 cannot be made through ONNX Runtime's Java interface.
public enum Datatype {
    BOOL(1),
    UINT8(1),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP32(4),
    FP64(8),
    BYTES(-1);

    private final int width;

    Datatype(int width) {
        this.width = width;
    }

    /// Bytes of one element; -1 for BYTES, whose elements each carry their own length.
    public int width() {
        return width;
    }

    public boolean isFloat() {
        return this == FP32 || this == FP64;
    }

    public static Optional<Datatype> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /// All names, for messages.
    public static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
