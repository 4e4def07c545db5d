package org.dure.cli.supervise;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Places on this machine whose ports nobody uses yet.
final class FreePlace {

    private static final int USUAL = 8080;
    private static final int USUAL_OF_SERVE = 8081;

    private FreePlace() {}

    /// On any free ports: for a platform that nobody is meant to reach.
    static Place on(Path data) throws IOException {
        return on(data, freePort(), freePort());
    }

    /// On the wished ports; where none is wished on the usual one, or on any free one where that is in use.
    static Place near(Path data, @Nullable Integer port, @Nullable Integer servePort) throws IOException {
        UpCommand.checkPorts(port == null ? USUAL : port, servePort == null ? USUAL_OF_SERVE : servePort);
        return on(
                data, port == null ? freePort(USUAL) : port, servePort == null ? freePort(USUAL_OF_SERVE) : servePort);
    }

    private static Place on(Path data, int port, int servePort) {
        return new Place(
                data,
                "127.0.0.1",
                port,
                servePort,
                URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + servePort),
                null,
                null);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static int freePort(int usual) throws IOException {
        try (ServerSocket socket = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (BindException inUse) {
            return freePort();
        }
    }

    private static int freePort() throws IOException {
        return freePort(0);
    }
}
