package org.dure.base.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The first line and the header fields of an HTTP/1.1 message (RFC 9112), read strictly.
public record HttpHead(String firstLine, List<Field> fields) {

    /// A header line.
    public record Field(String name, String value) {
        public boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /// How a message's body is delimited.
    public sealed interface Body {
        record None() implements Body {}

        record Length(long bytes) implements Body {}

        record Chunked() implements Body {}
    }

    /// A message that is refused, and with which status.
    public static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        public Malformed(int status, String message) {
            super(message);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private static final int BYTES_MAX = 32 << 10;
    private static final int FIELDS_MAX = 100;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

    /// @throws EOFException where the stream ends before a first byte
    /// @throws Malformed    where the head is too large or not as the RFC says
    public static HttpHead read(InputStream in) throws IOException {
        int[] left = {BYTES_MAX};
        String first = line(in, left);
        List<Field> fields = new ArrayList<>();
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                throw new Malformed(400, "a header line is a name, a colon and a value");
            }
            if (fields.size() == FIELDS_MAX) {
                throw new Malformed(431, "more than " + FIELDS_MAX + " header lines");
            }
            fields.add(new Field(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new HttpHead(first, fields);
    }

    /// @throws Malformed where the length is told twice, differently, or in a way that readers could disagree about
    public Body requestBody() throws Malformed {
        List<String> lengths = values("Content-Length");
        List<String> codings = values("Transfer-Encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new Malformed(400, "a request says once how long it is: by Content-Length or by Transfer-Encoding");
        }
        if (!codings.isEmpty()) {
            if (!codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new Malformed(501, "the only transfer coding here is chunked");
            }
            return new Body.Chunked();
        }
        if (lengths.isEmpty()) {
            return new Body.None();
        }
        if (!LENGTH.matcher(lengths.getFirst()).matches()) {
            throw new Malformed(400, "Content-Length is a number");
        }
        return new Body.Length(Long.parseLong(lengths.getFirst()));
    }

    public List<String> values(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
    }

    /// Whether one of `names`, in lower case, is this field's name.
    public static boolean isAmong(Field field, java.util.Set<String> names) {
        return names.contains(field.name().toLowerCase(Locale.ROOT));
    }

    /// A line without its CRLF; a bare CR or a NUL in it is refused, a bare LF as its end too.
    public static String line(InputStream in, int[] bytesLeft) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the message ends in its head");
            }
            if (b == '\n' || (b < ' ' && b != '\t') || b == 0x7f) {
                throw new Malformed(400, "a control character in the head");
            }
            if (--bytesLeft[0] < 0) {
                throw new Malformed(431, "the head is larger than " + BYTES_MAX + " bytes");
            }
            line.write(b);
        }
        if (in.read() != '\n') {
            throw new Malformed(400, "a line of the head ends with CR LF");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
