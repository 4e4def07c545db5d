package org.dure.base.agent;

import java.net.InetAddress;

/// A range of addresses, such as `10.1.0.0/16` or `fd00::/8`.
///
/// @param address its first
/// @param bits    that all of it share
public record IpNetwork(InetAddress address, int bits) {

    /// @throws IllegalArgumentException where the text is no range, in words
    public static IpNetwork of(String text) {
        String[] halves = text.strip().split("/", -1);
        try {
            InetAddress address = InetAddress.ofLiteral(halves[0]);
            int most = address.getAddress().length * 8;
            int bits = halves.length == 2 ? Integer.parseInt(halves[1]) : -1;
            if (bits >= 0 && bits <= most) {
                return new IpNetwork(address, bits);
            }
        } catch (IllegalArgumentException noNumber) {
            // said below
        }
        throw new IllegalArgumentException("a network is written as 10.1.0.0/16, not " + text);
    }

    public boolean holds(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
