package org.dure.base.http;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.dure.base.agent.IpNetwork;

/// Tells the public internet from what lies inside: whoever lets others name hosts to connect to connects to the very
/// address that was looked at, so that a name cannot turn into another address in between.
public final class PublicAddresses {

    /// What is not the public internet, beside what `InetAddress` knows itself (IANA's special-purpose registries).
    private static final List<IpNetwork> SPECIAL = List.of(
            IpNetwork.of("0.0.0.0/8"),
            IpNetwork.of("100.64.0.0/10"),
            IpNetwork.of("192.0.0.0/24"),
            IpNetwork.of("198.18.0.0/15"),
            IpNetwork.of("240.0.0.0/4"),
            IpNetwork.of("fc00::/7"),
            // They carry an IPv4 address inside, which may be any.
            IpNetwork.of("::/96"),
            IpNetwork.of("64:ff9b::/96"),
            IpNetwork.of("64:ff9b:1::/48"),
            IpNetwork.of("2001::/32"),
            IpNetwork.of("2002::/16"));

    private PublicAddresses() {}

    /// Whether the address is one of the public internet, and not this machine's own.
    public static boolean hold(InetAddress address) throws SocketException {
        return !isUnroutable(address)
                && !address.isLoopbackAddress()
                && !address.isSiteLocalAddress()
                && SPECIAL.stream().noneMatch(network -> network.holds(address))
                && NetworkInterface.getByInetAddress(address) == null;
    }

    /// Whether nobody may open this address to others: no host, every host, or a neighbour on the link
    /// (169.254.169.254,
    /// where clouds hand out credentials, among them).
    public static boolean isUnroutable(InetAddress address) {
        return address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress();
    }
}
