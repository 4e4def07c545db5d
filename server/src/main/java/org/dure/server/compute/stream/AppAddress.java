package org.dure.server.compute.stream;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.dure.server.compute.ComputeSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Where the web applications of sessions are reached: each port of each session under a host name of its own, so that
/// browsers keep it apart from the platform and from the others.
@Component
class AppAddress {

    /// One port inside one session.
    record App(UUID sessionId, int port) {}

    private static final String PLACE = "{app}";
    private static final Pattern LABEL =
            Pattern.compile("p(\\d{1,5})-([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})");

    private final @Nullable String url;
    private final @Nullable String hostEnd;

    AppAddress(ComputeSettings settings, Settings platform) {
        String given = settings.appsUrl();
        this.url = given == null ? onThisMachine(platform.publicUrl()) : given;
        if (url != null && !url.matches("https?://\\{app}\\.[^/{}]+")) {
            throw new IllegalArgumentException(
                    "dure.compute.apps-url must be like https://{app}.apps.example.org, not " + url);
        }
        this.hostEnd = url == null ? null : url.substring(url.indexOf(PLACE) + PLACE.length());
    }

    /// Names below `localhost` lead to this machine by themselves (RFC 6761, section 6.3).
    private static @Nullable String onThisMachine(URI publicUrl) {
        String host = publicUrl.getHost();
        boolean here = "127.0.0.1".equals(host) || "localhost".equals(host);
        return here
                ? publicUrl.getScheme() + "://" + PLACE + ".localhost"
                        + (publicUrl.getPort() < 0 ? "" : ":" + publicUrl.getPort())
                : null;
    }

    /// Such as `http://p8888-0198c0de….localhost:8080`.
    ///
    /// @throws UserError.Conflict where this platform has no host names for applications
    String origin(App app) {
        if (url == null) {
            throw new UserError.Conflict("Applications of sessions need host names of their own: whoever runs this"
                    + " platform sets dure up --apps-url https://{app}.apps.example.org and a wildcard DNS name.");
        }
        return url.replace(
                PLACE, "p" + app.port() + "-" + app.sessionId().toString().replace("-", ""));
    }

    boolean isSecure() {
        return url != null && url.startsWith("https");
    }

    /// Whether a request with this `Host` is for an application, be it there or not.
    boolean isApp(@Nullable String host) {
        return hostEnd != null && host != null && host.toLowerCase(Locale.ROOT).endsWith(hostEnd);
    }

    /// @param host for which `isApp` holds
    Optional<App> app(String host) {
        Matcher label = LABEL.matcher(
                host.substring(0, host.length() - String.valueOf(hostEnd).length())
                        .toLowerCase(Locale.ROOT));
        if (!label.matches()) {
            return Optional.empty();
        }
        UUID session = UUID.fromString(
                String.join("-", label.group(2), label.group(3), label.group(4), label.group(5), label.group(6)));
        return Optional.of(new App(session, Integer.parseInt(label.group(1))));
    }
}
