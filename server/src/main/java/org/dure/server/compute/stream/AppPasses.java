package org.dure.server.compute.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Secrets;
import org.dure.server.base.DataFolder;
import org.springframework.stereotype.Component;

/// What lets a browser in to one application: a ticket in the address, which is soon exchanged for a cookie. Both name
/// the account, which is asked for its rights at every request; both are signed, and kept nowhere.
@Component
class AppPasses {

    enum Kind {
        /// Carried by an address, so it is good for a moment only.
        TICKET(Duration.ofSeconds(60)),
        COOKIE(Duration.ofHours(12));

        private final Duration lasts;

        Kind(Duration lasts) {
            this.lasts = lasts;
        }
    }

    private final String key;
    private final Clock clock;

    AppPasses(DataFolder folder, Clock clock) {
        this.key = folder.secret("apps.key");
        this.clock = clock;
    }

    String issue(Kind kind, AppAddress.App app, UUID account) {
        String text = account + "." + clock.instant().plus(kind.lasts).getEpochSecond();
        return text + "." + signature(kind, app, text);
    }

    /// The account that the pass names, where it is one of this kind for this application and still good.
    Optional<UUID> account(Kind kind, AppAddress.App app, String pass) {
        int last = pass.lastIndexOf('.');
        int first = pass.indexOf('.');
        if (first < 0 || first == last) {
            return Optional.empty();
        }
        String text = pass.substring(0, last);
        if (!Secrets.same(signature(kind, app, text), pass.substring(last + 1))) {
            return Optional.empty();
        }
        Instant end = Instant.ofEpochSecond(Long.parseLong(text.substring(first + 1)));
        return clock.instant().isBefore(end)
                ? Optional.of(UUID.fromString(text.substring(0, first)))
                : Optional.empty();
    }

    private String signature(Kind kind, AppAddress.App app, String text) {
        return Secrets.sign(key, kind + " " + app.sessionId() + " " + app.port() + " " + text);
    }
}
