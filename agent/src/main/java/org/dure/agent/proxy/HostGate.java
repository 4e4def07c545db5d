package org.dure.agent.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.dure.base.agent.IpNetwork;
import org.dure.base.agent.Reach;
import org.dure.base.http.HttpHead;
import org.dure.base.http.PublicAddresses;

/// Lets a program reach the hosts that its project allows. The name is resolved here and the connection made to the
/// very address that was looked at, so that a name cannot turn into another address in between; what is not public
/// stays closed: this node, its neighbours, and where clouds hand out credentials.
final class HostGate implements Passage.Gate {

    private static final Pattern AUTHORITY = Pattern.compile("[a-z0-9.-]{1,253}:[0-9]{1,5}");
    private static final Set<Integer> PORTS = Set.of(443, 80);
    /// A large upload hears nothing until its end.
    private static final int SILENCE_MILLIS = 900_000;

    private static final int TOLD_MAX = 20;

    private final Reach reach;
    private final List<IpNetwork> opened;
    private final ForwardProxy.Refusals log;
    private final Set<String> told = new HashSet<>();

    /// @param log takes a line for each host that is refused, once; of the first twenty
    HostGate(Reach reach, ForwardProxy.Refusals log) {
        this.reach = reach;
        this.opened = reach.networks().stream().map(IpNetwork::of).toList();
        this.log = log;
    }

    @Override
    public Socket connect(String authority) throws IOException {
        if (!AUTHORITY.matcher(authority).matches()) {
            throw new HttpHead.Malformed(400, "a proxy is asked for a name and a port, such as example.org:443");
        }
        int colon = authority.lastIndexOf(':');
        String host = authority.substring(0, colon);
        int port = Integer.parseInt(authority.substring(colon + 1));
        if (!reach.names(host)) {
            throw refused(
                    host,
                    reach.hosts().isEmpty()
                            ? "its project allows no hosts"
                            : "its project allows " + String.join(", ", reach.hosts()));
        }
        if (!PORTS.contains(port)) {
            throw refused(authority, "only the ports 443 and 80 are open");
        }
        List<InetAddress> allowed = new ArrayList<>();
        for (InetAddress address : resolve(host)) {
            if (isOpen(address)) {
                allowed.add(address);
            }
        }
        if (allowed.isEmpty()) {
            throw refused(host, "its address is not public");
        }
        return connect(allowed, port);
    }

    private static InetAddress[] resolve(String host) throws IOException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw new HttpHead.Malformed(502, "there is no address for " + host);
        }
    }

    /// Loopback and link-local addresses (169.254.169.254 among them) stay closed even where an administrator opens
    /// them.
    private boolean isOpen(InetAddress address) throws IOException {
        if (PublicAddresses.isUnroutable(address) || address.isLoopbackAddress()) {
            return false;
        }
        return PublicAddresses.hold(address) || opened.stream().anyMatch(network -> network.holds(address));
    }

    private static Socket connect(List<InetAddress> addresses, int port) throws IOException {
        IOException last = new IOException("no address answers");
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), Passage.CONNECT_MILLIS);
                socket.setSoTimeout(SILENCE_MILLIS);
                return socket;
            } catch (IOException failed) {
                socket.close();
                last = failed;
            }
        }
        throw last;
    }

    private HttpHead.Malformed refused(String what, String why) throws IOException {
        String words = "this session may not reach " + what + ": " + why;
        synchronized (told) {
            if (told.size() < TOLD_MAX && told.add(what)) {
                log.tell(words);
            }
        }
        return new HttpHead.Malformed(403, words);
    }
}
