package org.dure.server.compute.stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dure.base.http.HttpBodies;
import org.dure.base.http.HttpHead;

/// One request to an application and its answer, over a stream of its own (RFC 9110, section 7.6; RFC 9112).
final class AppExchange {

    private static final int BUFFER_BYTES = 16 << 10;

    /// Of one connection only, or the platform's business.
    private static final Set<String> NOT_PASSED = Set.of(
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "content-length",
            "upgrade",
            "http2-settings",
            "expect",
            "proxy-authorization",
            "proxy-connection",
            "proxy-authenticate",
            "authorization",
            "cookie");

    private static final Pattern COOKIE_DOMAIN = Pattern.compile("(?i);\\s*domain=[^;]*");

    private final StreamConnection stream;
    private final InputStream in;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    /// Whether a byte of an answer has come; otherwise nobody listens there, or not yet.
    private boolean begun;

    AppExchange(StreamConnection stream, HttpServletRequest request, HttpServletResponse response) {
        this.stream = stream;
        this.in = new BufferedInputStream(stream.in());
        this.request = request;
        this.response = response;
    }

    /// Closes the stream at the end, which for a WebSocket comes after this has returned.
    void run(boolean upgrade) throws IOException, ServletException {
        boolean handedOn = false;
        try {
            writeHead(upgrade);
            writeBody();
            HttpHead head = answerHead();
            int status = Integer.parseInt(head.firstLine().split(" ", 3)[1]);
            if (status == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
                if (!upgrade) {
                    throw new HttpHead.Malformed(502, "the application changed the protocol unasked");
                }
                copyHead(head, status);
                response.setHeader("Connection", "Upgrade");
                response.setHeader("Upgrade", "websocket");
                request.upgrade(AppUpgrade.class).join(stream, in);
                handedOn = true;
                return;
            }
            copyHead(head, status);
            copyBody(head, status);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException wrong) {
            if (!begun) {
                AppFilter.refuseYet(request, response);
                return;
            }
            AppFilter.refuse(response, 502, "The application gave no proper answer: " + wrong.getMessage());
        } finally {
            if (!handedOn) {
                stream.close();
            }
        }
    }

    private void writeHead(boolean upgrade) throws IOException {
        String query = request.getQueryString();
        StringBuilder text = new StringBuilder(request.getMethod() + " " + request.getRequestURI()
                + (query == null ? "" : "?" + query) + " HTTP/1.1\r\n");
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                for (String value : Collections.list(request.getHeaders(name))) {
                    text.append(name).append(": ").append(value).append("\r\n");
                }
            }
        }
        String cookies = Collections.list(request.getHeaders("Cookie")).stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(String::strip)
                .filter(cookie -> !cookie.startsWith("dure_"))
                .collect(Collectors.joining("; "));
        if (!cookies.isEmpty()) {
            text.append("Cookie: ").append(cookies).append("\r\n");
        }
        if (request.getContentLengthLong() >= 0) {
            text.append("Content-Length: ")
                    .append(request.getContentLengthLong())
                    .append("\r\n");
        } else if (request.getHeader("Transfer-Encoding") != null) {
            text.append("Transfer-Encoding: chunked\r\n");
        }
        text.append(upgrade ? "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" : "Connection: close\r\n\r\n");
        write(text.toString());
    }

    private void writeBody() throws IOException {
        boolean chunked = request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null;
        if (!chunked && request.getContentLengthLong() <= 0) {
            return;
        }
        InputStream body = request.getInputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (chunked) {
                write(Integer.toHexString(n) + "\r\n");
            }
            stream.write(buffer, 0, n);
            if (chunked) {
                write("\r\n");
            }
        }
        if (chunked) {
            write("0\r\n\r\n");
        }
    }

    /// The first one that is no interim answer.
    private HttpHead answerHead() throws IOException {
        in.mark(1);
        begun = in.read() >= 0;
        in.reset();
        HttpHead head = HttpHead.read(in);
        while (head.firstLine().startsWith("HTTP/1.1 10") && !head.firstLine().startsWith("HTTP/1.1 101")) {
            head = HttpHead.read(in);
        }
        return head;
    }

    private void copyHead(HttpHead head, int status) {
        response.setStatus(status);
        for (HttpHead.Field field : head.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.equals("set-cookie")) {
                if (!field.value().startsWith("dure_")) {
                    // For its own host alone: the parent domain is the other applications', too.
                    response.addHeader(
                            field.name(), COOKIE_DOMAIN.matcher(field.value()).replaceAll(""));
                }
            } else if (name.equals("content-length") || !NOT_PASSED.contains(name)) {
                response.addHeader(field.name(), field.value());
            }
        }
    }

    private void copyBody(HttpHead head, int status) throws IOException {
        if (request.getMethod().equals("HEAD") || status == 204 || status == 304) {
            return;
        }
        OutputStream out = response.getOutputStream();
        boolean chunked = head.values("Transfer-Encoding").stream().anyMatch("chunked"::equalsIgnoreCase);
        if (chunked) {
            HttpBodies.dechunk(in, out);
        } else if (!head.values("Content-Length").isEmpty()) {
            HttpBodies.length(
                    in, out, Long.parseLong(head.values("Content-Length").getFirst()));
        } else {
            HttpBodies.rest(in, out);
        }
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        stream.write(bytes, 0, bytes.length);
    }
}
