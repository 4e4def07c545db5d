package org.dure.agent.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// Whose program is at the other end of a connection over the node's loopback: the kernel tells the owner of
/// each socket (`/proc/net/tcp`, proc(5)), so that no secret has to be sent.
final class LoopbackPeer {

    private static final Path TABLE = Path.of("/proc/net/tcp");

    private LoopbackPeer() {}

    static boolean isOf(int user, SocketChannel connection) throws IOException {
        String peer = written((InetSocketAddress) connection.getRemoteAddress());
        String own = written((InetSocketAddress) connection.getLocalAddress());
        try (Stream<String> lines = Files.lines(TABLE)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > 7 && fields[1].equals(peer) && fields[2].equals(own))
                    .anyMatch(fields -> fields[7].equals(Integer.toString(user)));
        }
    }

    /// As the kernel writes an address of IPv4: as one number in the order of the machine's bytes, and the port.
    private static String written(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        return String.format(
                Locale.ROOT, "%02X%02X%02X%02X:%04X", bytes[3], bytes[2], bytes[1], bytes[0], address.getPort());
    }
}
