package org.dure.cli.supervise;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.dure.base.CertificateFiles;
import org.dure.cli.CommandFailure;
import org.jspecify.annotations.Nullable;

/// Where one platform runs: its data folder and its addresses.
///
/// @param data      absolute, links resolved
/// @param host      the interface that `server` and `serve` listen on
/// @param publicUrl where people reach `server`
/// @param serveUrl  where people reach `serve`
/// @param appsUrl   where people reach web applications inside sessions; null for what `server` makes of `publicUrl`
/// @param tls       null for plain HTTP
record Place(
        Path data,
        String host,
        int port,
        int servePort,
        URI publicUrl,
        URI serveUrl,
        @Nullable String appsUrl,
        @Nullable Tls tls) {

    /// What `server` and `serve` speak on the ports that people reach.
    ///
    /// @param port      of `server` on the loopback interface, of plain HTTP: for the platform's own programs
    /// @param servePort of `serve`, likewise
    record Tls(CertificateFiles files, int port, int servePort) {}

    /// Where `server` is reached from this machine.
    String localUrl() {
        return tls == null ? "http://" + localHost() + ":" + port : "http://127.0.0.1:" + tls.port();
    }

    /// Where `serve` is reached from this machine.
    String localServeUrl() {
        return tls == null ? "http://" + localHost() + ":" + servePort : "http://127.0.0.1:" + tls.servePort();
    }

    private String localHost() {
        String near = isWildcard(host) ? "127.0.0.1" : host;
        return near.contains(":") ? "[" + near + "]" : near;
    }

    static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /// The name under which others reach a machine that listens on `host`.
    static String nameFor(String host) {
        if (!isWildcard(host)) {
            return host.contains(":") ? "[" + host + "]" : host;
        }
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException nameless) {
            return "127.0.0.1";
        }
    }

    /// Makes the folder (mode 700) where it is absent and proves that files can be written in it.
    ///
    /// @return the same folder with its links resolved
    static Path prepareFolder(Path data) {
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(
                        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path probe = Files.createTempFile(data, ".writable", "");
            Files.delete(probe);
            return data.toRealPath();
        } catch (FileAlreadyExistsException isNoFolder) {
            throw new CommandFailure("The data folder " + data + " is no folder: a file of that name is in the way. "
                    + "Name another one with --data.");
        } catch (IOException e) {
            throw new CommandFailure("The data folder " + data + " is not writable (" + reason(e)
                    + "). Make it writable, or name another one with --data.");
        }
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : message;
    }

    /// @throws CommandFailure where somebody listens on one of the two ports
    void checkPorts() {
        checkPort(host, port, "--port");
        checkPort(host, servePort, "--serve-port");
        if (tls != null) {
            checkPort("127.0.0.1", tls.port(), "--local-port");
            checkPort("127.0.0.1", tls.servePort(), "--local-serve-port");
        }
    }

    private static void checkPort(String host, int number, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, number));
        } catch (IOException e) {
            String why = e instanceof java.net.BindException
                            && String.valueOf(e.getMessage()).contains("in use")
                    ? "is in use by another program"
                    : "cannot be used (" + e.getMessage() + ")";
            throw new CommandFailure("Port " + number + " on " + host + " " + why + ". Choose another one with "
                    + option + ", or end that program.");
        }
    }
}
