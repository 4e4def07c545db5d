package org.dure.base.agent;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a program may reach beyond the platform, on port 443 or 80.
///
/// @param hosts    `name` or `*.suffix`, in lower case; the suffix itself is not among them
/// @param networks of private addresses (`10.1.0.0/16`) that the administrator has opened for such hosts; all others
/// stay
///                 closed, whatever a name resolves to
public record Reach(List<String> hosts, List<String> networks) {

    /// Nothing.
    public static final Reach NONE = new Reach(List.of(), List.of());

    private static final int CHARS_MAX = 253;

    /// At least two labels, the last of them no number: neither `localhost` nor an address nor `*.com`.
    private static final Pattern HOST =
            Pattern.compile("(?:\\*\\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public Reach {
        hosts = List.copyOf(Objects.requireNonNullElse(hosts, List.of()));
        networks = List.copyOf(Objects.requireNonNullElse(networks, List.of()));
    }

    /// @return what is wrong with an entry of `hosts`, in words; null where all is well
    public static @Nullable String fault(String host) {
        return host.length() <= CHARS_MAX && HOST.matcher(host).matches()
                ? null
                : "is written as name.example.org or *.example.org, in lower case, without port or path, not " + host;
    }

    /// Whether one of `hosts` names it.
    public boolean names(String host) {
        String small = host.toLowerCase(Locale.ROOT);
        return hosts.stream()
                .anyMatch(each -> each.startsWith("*.") ? small.endsWith(each.substring(1)) : small.equals(each));
    }
}
