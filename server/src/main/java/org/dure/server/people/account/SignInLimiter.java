package org.dure.server.people.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.dure.base.Reason;
import org.dure.server.base.ErrorReason;
import org.dure.server.base.UserError;
import org.springframework.stereotype.Component;

/// Slows guessing down: ten failed tries a name and address, and fifty an address, within ten minutes.
///
/// In memory: after a restart of `server` the count begins anew, which costs an attacker more than it gives.
@Component
class SignInLimiter {

    private static final int TRIES_BY_NAME = 10;
    private static final int TRIES_BY_ADDRESS = 50;
    private static final int REMEMBERED = 100_000;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private record Tries(Instant since, int count) {}

    private final Map<String, Tries> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Clock clock;

    SignInLimiter(Clock clock) {
        this.clock = clock;
    }

    /// Counts one try.
    synchronized void admit(String name, String address) {
        count(byName(name, address), TRIES_BY_NAME);
        count(address, TRIES_BY_ADDRESS);
    }

    /// Forgets the failed tries of a name that has shown its password.
    synchronized void succeeded(String name, String address) {
        tries.remove(byName(name, address));
        tries.remove(address);
    }

    private static String byName(String name, String address) {
        return address + " " + name.toLowerCase(Locale.ROOT);
    }

    private void count(String key, int most) {
        Instant now = clock.instant();
        Tries before = tries.get(key);
        if (before == null || before.since().plus(WINDOW).isBefore(now)) {
            tries.put(key, new Tries(now, 1));
            return;
        }
        if (before.count() >= most) {
            long wait = Duration.between(now, before.since().plus(WINDOW)).toSeconds() + 1;
            throw new UserError.TooMany(Reason.of(ErrorReason.SIGN_IN_TOO_OFTEN, Map.of("seconds", wait)), wait);
        }
        tries.put(key, new Tries(before.since(), before.count() + 1));
    }
}
