package org.dure.cli.supervise;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.dure.cli.CommandFailure;

/// Places on this machine whose ports nobody uses yet.
final class FreePlace {

    private FreePlace() {}

    /// On any free ports: for a platform that nobody is meant to reach.
    static Place on(Path data) throws IOException {
        return on(data, freePort(), freePort());
    }

    /// On 8080 and 8081, or on any free ports where one of the two is in use.
    static Place nearDefaults(Path data) throws IOException {
        Place usual = on(data, 8080, 8081);
        try {
            usual.checkPorts();
            return usual;
        } catch (CommandFailure inUse) {
            return on(data);
        }
    }

    private static Place on(Path data, int port, int servePort) {
        return new Place(
                data,
                "127.0.0.1",
                port,
                servePort,
                URI.create("http://127.0.0.1:" + port),
                URI.create("http://127.0.0.1:" + servePort));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
