package org.dure.server.people.account;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.server.base.ErrorReason;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/// Signs people in with their password and keeps them signed in by a cookie of 256 random bits.
@Service
public class SignInService {

    static final Duration LASTS = Duration.ofHours(12);

    /// Compared against where there is no such account, so that the answer takes as long: of the strength of all, and
    /// of no password that anybody knows. Written here, as making one takes a tenth of the start.
    static final String NOBODYS_HASH =
            "$argon2id$v=19$m=16384,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private final AccountRepository accounts;
    private final PasswordEncoder passwords;
    private final SignInLimiter limiter;
    private final Audit audit;
    private final Clock clock;

    SignInService(
            AccountRepository accounts, PasswordEncoder passwords, SignInLimiter limiter, Audit audit, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limiter = limiter;
        this.audit = audit;
        this.clock = clock;
    }

    /// Checks the password and returns the cookie's secret.
    ///
    /// @param address of the sender, for the limit on tries
    /// @throws UserError.TooMany     after too many tries
    /// @throws UserError.NotSignedIn where name and password do not belong together; it does not say which is wrong
    public String signIn(String name, String password, String address) {
        Account account = check(name, password, address);
        String secret = Secrets.token("");
        accounts.insertSignIn(Sha256.of(secret), account.id(), clock.instant().plus(LASTS));
        accounts.caller(account.id(), null)
                .ifPresent(caller ->
                        audit.record(caller, null, "people.signed_in", "account " + name, Map.of("address", address)));
        return secret;
    }

    /// Who sent this name and password, without signing in; empty where they do not belong together.
    public Optional<Caller> callerByPassword(String name, String password, String address) {
        try {
            return accounts.caller(check(name, password, address).id(), null);
        } catch (UserError.NotSignedIn wrong) {
            return Optional.empty();
        }
    }

    private Account check(String name, String password, String address) {
        limiter.admit(name, address);
        Optional<AccountRepository.WithPassword> found = accounts.findByName(name);
        String hash = found.map(AccountRepository.WithPassword::passwordHash).orElse(NOBODYS_HASH);
        boolean matches = passwords.matches(password, hash);
        if (found.isEmpty() || !matches || found.get().account().disabled()) {
            throw new UserError.NotSignedIn(ErrorReason.SIGN_IN_WRONG);
        }
        limiter.succeeded(name, address);
        return found.get().account();
    }

    public void signOut(String secret) {
        accounts.deleteSignIn(Sha256.of(secret));
    }

    /// Who sent this cookie.
    public Optional<Caller> callerOf(String secret) {
        return accounts.signedIn(Sha256.of(secret), clock.instant()).flatMap(id -> accounts.caller(id, null));
    }
}
