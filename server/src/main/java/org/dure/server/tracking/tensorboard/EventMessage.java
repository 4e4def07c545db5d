package org.dure.server.tracking.tensorboard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One event as TensorBoard's writers put it down: a Protocol Buffers message `Event` (tensorboard/compat/proto), of
/// which only scalars are read. Fields of a wrong type are unknown fields, as everywhere in Protocol Buffers.
///
/// @param seconds Unix time
/// @param values  of its summary
record EventMessage(double seconds, long step, List<Value> values) {

    private static final int VALUES_MOST = 100_000;
    private static final String SCALARS = "scalars";

    /// One scalar.
    ///
    /// @param number null where it is not one number
    record Value(String tag, @Nullable Double number) {}

    private interface Fields {
        /// @return false for one that is not read
        boolean read(int tag) throws IOException;
    }

    /// @param scalarTags tags whose tensors are scalars: a writer may say so with a tag's first value alone. Added to.
    /// @throws InvalidProtocolBufferException where it is no such message
    static EventMessage read(byte[] data, Set<String> scalarTags) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(data);
        Reader reader = new Reader(in, scalarTags);
        reader.fields(reader::event);
        return new EventMessage(reader.seconds, reader.step, reader.values);
    }

    /// The fields of `Event`, `Summary` and `Summary.Value`, each case a field's number and wire type.
    private static final class Reader {

        private static final int TAGS_MOST = 10_000;

        private final CodedInputStream in;
        private final Set<String> scalarTags;
        private final List<Value> values = new ArrayList<>();
        private double seconds;
        private long step;

        private String tag = "";
        private String plugin = "";
        private @Nullable Float simple;
        private @Nullable TensorNumber tensor;

        Reader(CodedInputStream in, Set<String> scalarTags) {
            this.in = in;
            this.scalarTags = scalarTags;
        }

        void fields(Fields fields) throws IOException {
            for (int next = in.readTag(); next != 0; next = in.readTag()) {
                if (!fields.read(next) && !in.skipField(next)) {
                    throw new InvalidProtocolBufferException("a group ends that never began");
                }
            }
        }

        private void message(Fields fields) throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            fields(fields);
            in.popLimit(outer);
        }

        boolean event(int field) throws IOException {
            switch (field) {
                case 1 << 3 | 1 -> seconds = in.readDouble();
                case 2 << 3 -> step = in.readInt64();
                case 5 << 3 | 2 -> message(this::summary);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean summary(int field) throws IOException {
            if (field != (1 << 3 | 2)) {
                return false;
            }
            tag = "";
            plugin = "";
            simple = null;
            tensor = null;
            message(this::value);
            add();
            return true;
        }

        private void add() throws InvalidProtocolBufferException {
            if (plugin.equals(SCALARS) && scalarTags.size() < TAGS_MOST) {
                scalarTags.add(tag);
            }
            if (simple != null) {
                values.add(new Value(tag, (double) simple));
            } else if (tensor != null && (plugin.equals(SCALARS) || plugin.isEmpty() && scalarTags.contains(tag))) {
                values.add(new Value(tag, tensor.number()));
            }
            if (values.size() > VALUES_MOST) {
                throw new InvalidProtocolBufferException("more than " + VALUES_MOST + " values in one event");
            }
        }

        private boolean value(int field) throws IOException {
            switch (field) {
                case 1 << 3 | 2 -> tag = in.readBytes().toStringUtf8();
                case 2 << 3 | 5 -> simple = in.readFloat();
                case 8 << 3 | 2 -> {
                    TensorNumber number = new TensorNumber(in);
                    message(number::read);
                    tensor = number;
                }
                case 9 << 3 | 2 -> message(this::metadata);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean metadata(int field) throws IOException {
            if (field != (1 << 3 | 2)) {
                return false;
            }
            message(this::pluginData);
            return true;
        }

        private boolean pluginData(int field) throws IOException {
            if (field != (1 << 3 | 2)) {
                return false;
            }
            plugin = in.readBytes().toStringUtf8();
            return true;
        }
    }
}
