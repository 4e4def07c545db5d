package org.dure.serve;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.dure.base.CertificateFiles;
import org.jspecify.annotations.Nullable;

/// What `serve` is started with.
///
/// @param server         the address of `server`
/// @param data           the folder that is `serve`'s own
/// @param keyFile        the secret that it shares with `server`
/// @param allowedOrigins of the pages whose scripts may call
/// @param tls            null for plain HTTP
/// @param localPort      a second port on the loopback interface alone, of plain HTTP; 0 for none
/// @param spoolMiB       of events on disk that `server` has not acknowledged; beyond it requests are refused
record Options(
        URI server,
        InetAddress host,
        int port,
        Path data,
        Path keyFile,
        Set<String> allowedOrigins,
        @Nullable CertificateFiles tls,
        int localPort,
        int spoolMiB) {

    static final String USAGE = """
            usage: serve --server URL --data FOLDER --key-file FILE [--host 127.0.0.1] [--port 8081]
                         [--allow-origin URL]… [--spool-mib 256]
                         [--tls-certificate FILE --tls-key FILE] [--local-port PORT]""";

    /// @throws IllegalArgumentException that names the option and what would be right
    static Options parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        Set<String> origins = new LinkedHashSet<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            String value = arguments[i + 1];
            switch (name) {
                case "--allow-origin" -> origins.add(value.replaceAll("/+$", ""));
                case "--server",
                        "--host",
                        "--port",
                        "--data",
                        "--key-file",
                        "--spool-mib",
                        "--tls-certificate",
                        "--tls-key",
                        "--local-port" -> values.put(name, value);
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }
        return new Options(
                server(required(values, "--server")),
                host(values.getOrDefault("--host", "127.0.0.1")),
                number(values.getOrDefault("--port", "8081"), "--port", 0, 65_535),
                Path.of(required(values, "--data")).toAbsolutePath(),
                Path.of(required(values, "--key-file")).toAbsolutePath(),
                origins,
                tls(values.get("--tls-certificate"), values.get("--tls-key")),
                number(values.getOrDefault("--local-port", "0"), "--local-port", 0, 65_535),
                number(values.getOrDefault("--spool-mib", "256"), "--spool-mib", 1, 1_000_000));
    }

    private static @Nullable CertificateFiles tls(@Nullable String certificate, @Nullable String key) {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("--tls-certificate and --tls-key belong together; give both");
        }
        return new CertificateFiles(Path.of(certificate), Path.of(key));
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is required");
        }
        return value;
    }

    private static URI server(String value) {
        URI uri = URI.create(value);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("--server must be an address such as http://127.0.0.1:8080");
        }
        return uri;
    }

    private static InetAddress host(String value) {
        try {
            return InetAddress.getByName(value);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("--host " + value + " is no address of this machine", unknown);
        }
    }

    private static int number(String value, String name, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException(name + " must be a number from " + min + " to " + max);
    }
}
