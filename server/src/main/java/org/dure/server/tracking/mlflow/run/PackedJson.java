package org.dure.server.tracking.mlflow.run;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.dure.base.Json;

/// A piece of JSON, deflated so that it can stand anywhere in a deflated stream: it looks back to nothing before it and
/// ends at a byte.
///
/// @param size bytes before it was deflated
/// @param crc  the CRC-32 of these
record PackedJson(byte[] deflated, int size, int crc) {

    static PackedJson of(Object value) {
        byte[] json = Json.MAPPER.writeValueAsBytes(value);
        CRC32 crc = new CRC32();
        crc.update(json);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(json);
            byte[] packed = new byte[json.length + json.length / 1_000 + 64];
            int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
            return new PackedJson(Arrays.copyOf(packed, length), json.length, (int) crc.getValue());
        } finally {
            deflater.end();
        }
    }

    byte[] json() {
        byte[] json = new byte[size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            if (inflater.inflate(json) != size) {
                throw new IllegalStateException("A kept piece of JSON is cut off");
            }
            return json;
        } catch (DataFormatException e) {
            throw new IllegalStateException("A kept piece of JSON cannot be unpacked", e);
        } finally {
            inflater.end();
        }
    }
}
