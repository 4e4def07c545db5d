package org.dure.server.tracking.mlflow.run;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/// A large answer that is written while it is read, packed where the client takes that.
final class JsonAnswer {

    private static final int BUFFER = 32_768;

    private JsonAnswer() {}

    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    static void write(HttpServletRequest request, HttpServletResponse response, Writer writer) throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (!takesGzip(request)) {
            writer.write(response.getOutputStream());
            return;
        }
        response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        try (FastGzip packed = new FastGzip(response.getOutputStream())) {
            writer.write(packed);
        }
    }

    /// An answer of pieces with commas between them; they are sent as they are kept where the client takes gzip.
    static void write(
            HttpServletRequest request, HttpServletResponse response, String begin, List<PackedJson> pieces, String end)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        OutputStream out = response.getOutputStream();
        boolean first = true;
        if (takesGzip(request)) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            GzipJoin join = new GzipJoin(out);
            join.write(begin);
            for (PackedJson piece : pieces) {
                if (!first) {
                    join.write(",");
                }
                join.write(piece);
                first = false;
            }
            join.write(end);
            join.finish();
            return;
        }
        out.write(begin.getBytes(StandardCharsets.UTF_8));
        for (PackedJson piece : pieces) {
            if (!first) {
                out.write(',');
            }
            out.write(piece.json());
            first = false;
        }
        out.write(end.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean takesGzip(HttpServletRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
