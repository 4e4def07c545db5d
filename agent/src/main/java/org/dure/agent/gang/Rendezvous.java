package org.dure.agent.gang;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Where the programs of a gang meet: an address and a port that was free when the first rank looked.
public record Rendezvous(String address, int port) {

    /// Below the ports that Linux gives to outgoing connections (`ip_local_port_range`, from 32768 on).
    private static final int PORT_FIRST = 20_000;

    private static final int PORTS = 12_000;
    private static final int TRIES = 100;
    /// Nothing is sent there.
    private static final int DISCARD = 9;

    /// @param node the first rank's, by name or number
    static Rendezvous at(String node) throws IOException {
        String address = InetAddress.getByName(node).getHostAddress();
        for (int i = 0; i < TRIES; i++) {
            int port = PORT_FIRST + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket free = new ServerSocket(port)) {
                return new Rendezvous(address, free.getLocalPort());
            } catch (IOException taken) {
                // another one
            }
        }
        throw new IOException("this node has no free port for the ranks to meet at");
    }

    /// The address of this node on the way there, by which the other ranks reach its program.
    public String ownAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByName(address), DISCARD);
            return socket.getLocalAddress().getHostAddress();
        }
    }
}
