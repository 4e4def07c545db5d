package org.dure.server.models.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dure.base.agent.IpNetwork;
import org.dure.base.http.PublicAddresses;
import org.dure.server.base.UserError;
import org.dure.server.models.ModelSettings;
import org.springframework.stereotype.Component;

/// Where messages may go: to public addresses, and to private ones that the administrator has opened. A server that
/// sends wherever it is told reaches what its callers cannot.
@Component
class ReceiverAddresses {

    /// No message goes to this host, now or later.
    static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;

        Closed(String message) {
            super(message);
        }
    }

    private static final int URL_LENGTH_MOST = 500;

    private final boolean plain;
    private final List<IpNetwork> opened;

    ReceiverAddresses(ModelSettings settings) {
        this.plain = settings.webhookHttp();
        this.opened = settings.webhookNetworks().stream().map(IpNetwork::of).toList();
    }

    /// @return the address as it was given
    /// @throws UserError.Invalid where no message may go there
    String check(String url) {
        try {
            open(parse(url).getHost());
        } catch (UnknownHostException unknown) {
            throw new UserError.Invalid("url", "Invalid webhook URL: there is no address for its host");
        } catch (IOException closed) {
            throw new UserError.Invalid("url", "Invalid webhook URL: " + closed.getMessage());
        }
        return url;
    }

    /// @throws UserError.Invalid where it is no address of a receiver
    URI parse(String url) {
        if (url.isBlank()) {
            throw new UserError.Invalid("url", "Webhook URL cannot be empty or just whitespace");
        }
        if (url.length() > URL_LENGTH_MOST) {
            throw new UserError.Invalid(
                    "url", "Invalid webhook URL: it must have at most " + URL_LENGTH_MOST + " characters");
        }
        URI uri;
        try {
            uri = new URI(new URI(url).toASCIIString());
        } catch (URISyntaxException broken) {
            throw new UserError.Invalid("url", "Invalid webhook URL: " + broken.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(plain && scheme.equals("http"))) {
            throw new UserError.Invalid(
                    "url",
                    "Invalid webhook URL scheme: '" + scheme + "'. Allowed schemes are: "
                            + (plain ? "https, http." : "https."));
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getPort() > 65_535) {
            throw new UserError.Invalid("url", "Invalid webhook URL: it must name a host, and no user or password");
        }
        return uri;
    }

    /// Looked at again before each message: names change their addresses.
    ///
    /// @return at least one
    /// @throws Closed               where none may be reached
    /// @throws UnknownHostException where the name has none now
    List<InetAddress> open(String host) throws IOException {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        List<InetAddress> allowed = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(name)) {
            if (isOpen(address)) {
                allowed.add(address);
            }
        }
        if (allowed.isEmpty()) {
            throw new Closed("The address of " + host + " is not public; an administrator may open private ones"
                    + " (dure.models.webhook-networks).");
        }
        return allowed;
    }

    private boolean isOpen(InetAddress address) throws SocketException {
        return PublicAddresses.hold(address)
                || !PublicAddresses.isUnroutable(address)
                        && opened.stream().anyMatch(network -> network.holds(address));
    }
}
