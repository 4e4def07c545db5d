package org.dure.server.models.webhook;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.dure.base.http.HttpBodies;
import org.dure.base.http.HttpHead;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Posts one message. The connection is made to the very address that was looked at, which Java's own client of HTTP
/// leaves no room for; redirects are not followed, since they would lead anywhere.
@Component
class Sender {

    /// @param body its beginning
    record Answer(int status, String body) {}

    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MOST = 10_000;
    private static final int INTERIM_MOST = 10;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

    private final ReceiverAddresses addresses;

    Sender(ReceiverAddresses addresses) {
        this.addresses = addresses;
    }

    /// @param secret to sign by; null for no signature
    /// @param nowSeconds Unix seconds, under which the receiver may refuse what comes late
    /// @throws IOException where there was no answer, in words that hold no more of the URL than its host
    Answer post(String url, @Nullable String secret, UUID deliveryId, long nowSeconds, String message)
            throws IOException {
        URI uri = addresses.parse(url);
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
        headers.put("User-Agent", "Dure");
        headers.put("Content-Type", "application/json");
        headers.put("Content-Length", String.valueOf(body.length));
        headers.put("Connection", "close");
        headers.put("X-MLflow-Delivery-Id", deliveryId.toString());
        headers.put("X-MLflow-Timestamp", String.valueOf(nowSeconds));
        if (secret != null) {
            headers.put("X-MLflow-Signature", signature(secret, deliveryId + "." + nowSeconds + "." + message));
        }
        boolean secured = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secured ? 443 : 80;
        try (Socket socket = connect(addresses.open(uri.getHost()), port);
                Deadline deadline = new Deadline(socket)) {
            try {
                return exchange(secured ? secured(socket, uri.getHost(), port) : socket, uri, headers, body);
            } catch (IOException broken) {
                throw deadline.passed()
                        ? new IOException("no whole answer within " + WHOLE.toSeconds() + " s")
                        : broken;
            }
        }
    }

    /// By MLflow's rule: `v1,` and the HMAC-SHA256 (RFC 2104) of id, time and message, in Base64.
    static String signature(String secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no HmacSHA256", impossible);
        }
    }

    private static Socket connect(List<InetAddress> open, int port) throws IOException {
        IOException last = new IOException("no address answers");
        for (InetAddress address : open) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                socket.setSoTimeout((int) WHOLE.toMillis());
                return socket;
            } catch (IOException failed) {
                socket.close();
                last = failed;
            }
        }
        throw last;
    }

    private static Socket secured(Socket socket, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static Answer exchange(Socket socket, URI uri, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder("POST ")
                .append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                .append(uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                .append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        OutputStream out = socket.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (int interim = 0; interim < INTERIM_MOST; interim++) {
            HttpHead answered = HttpHead.read(in);
            Matcher line = STATUS_LINE.matcher(answered.firstLine());
            if (!line.matches()) {
                throw new IOException("what answers speaks no HTTP/1.1");
            }
            int status = Integer.parseInt(line.group(1));
            if (status >= 200) {
                return new Answer(status, text(answered, in));
            }
        }
        throw new IOException("nothing but interim answers");
    }

    /// The beginning of the answer's body; what breaks off after its status has answered all the same.
    private static String text(HttpHead answered, InputStream in) {
        Beginning beginning = new Beginning();
        try {
            boolean chunked = answered.values("Transfer-Encoding").stream()
                    .anyMatch(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"));
            if (chunked) {
                HttpBodies.dechunk(in, beginning);
            } else {
                List<String> lengths = answered.values("Content-Length");
                long length = lengths.size() == 1 && lengths.getFirst().matches("[0-9]{1,15}")
                        ? Long.parseLong(lengths.getFirst())
                        : ANSWER_BYTES_MOST;
                HttpBodies.length(in, beginning, Math.min(length, ANSWER_BYTES_MOST));
            }
        } catch (IOException brokenOff) {
            return beginning.text();
        }
        return beginning.text();
    }

    /// Takes no more than the beginning.
    private static final class Beginning extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            if (kept.size() == ANSWER_BYTES_MOST) {
                throw new IOException("enough");
            }
            kept.write(b);
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8).replace("\0", "");
        }
    }

    /// Closes the socket when the whole takes too long: a receiver that sends a byte now and then would hold it for
    /// ever.
    private static final class Deadline implements AutoCloseable {

        private final AtomicBoolean passed = new AtomicBoolean();
        private final Thread watch;

        Deadline(Socket socket) {
            watch = Thread.ofVirtual().name("webhook-deadline").start(() -> {
                try {
                    Thread.sleep(WHOLE);
                    passed.set(true);
                    socket.close();
                } catch (InterruptedException | IOException over) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        boolean passed() {
            return passed.get();
        }

        @Override
        public void close() {
            watch.interrupt();
        }
    }
}
