package org.dure.cli.supervise;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A place for a platform that nobody is meant to reach: any free ports, a folder that is thrown away.
final class TrainingPlace {

    private TrainingPlace() {}

    static Place on(Path data) throws IOException {
        int port = freePort();
        int servePort = freePort();
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
