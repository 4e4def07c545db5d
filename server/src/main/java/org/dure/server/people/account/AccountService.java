package org.dure.server.people.account;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Makes, changes and lists accounts.
@Service
@NamedInterface("account")
public class AccountService {

    private static final int SHORTEST_PASSWORD = 10;
    private static final int LONGEST_PASSWORD = 200;

    private final AccountRepository accounts;
    private final PasswordEncoder passwords;
    private final Audit audit;
    private final Clock clock;

    AccountService(AccountRepository accounts, PasswordEncoder passwords, Audit audit, Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    public Account create(
            Caller caller,
            @Nullable String name,
            @Nullable String displayName,
            @Nullable String password,
            boolean administrator) {
        caller.requireAdministrator();
        String checked = Names.check("name", name);
        UUID id = Ids.next();
        String shown = displayName == null || displayName.isBlank() ? checked : displayName;
        if (!accounts.insert(id, checked, shown, hash("password", password), administrator)) {
            throw UserError.Conflict.nameTaken("account", checked);
        }
        audit.record(caller, null, "people.account_made", "account " + checked, Map.of("administrator", administrator));
        return accounts.find(id).orElseThrow();
    }

    public List<Account> list(Caller caller) {
        caller.requireAdministrator();
        return accounts.list();
    }

    /// @throws UserError.Conflict where administrators would disable themselves
    @Transactional
    public Account setDisabled(Caller caller, UUID id, boolean disabled) {
        caller.requireAdministrator();
        Account account = accounts.find(id).orElseThrow(() -> new UserError.NotFound("account", id));
        if (disabled && id.equals(caller.id())) {
            throw new UserError.Conflict("You cannot disable your own account.");
        }
        accounts.setDisabled(id, disabled ? clock.instant() : null);
        audit.record(
                caller,
                null,
                disabled ? "people.account_disabled" : "people.account_enabled",
                "account " + account.name(),
                Map.of());
        return accounts.find(id).orElseThrow();
    }

    /// For who has forgotten theirs: ends all sign-ins of the account. Its tokens stay.
    @Transactional
    public Account resetPassword(Caller caller, UUID id, @Nullable String password) {
        caller.requireAdministrator();
        Account account = accounts.find(id).orElseThrow(() -> new UserError.NotFound("account", id));
        accounts.setPassword(id, hash("password", password));
        audit.record(caller, null, "people.password_reset", "account " + account.name(), Map.of());
        return account;
    }

    /// Changes the caller's own password and ends all sign-ins of the account.
    @Transactional
    public void changePassword(Caller caller, @Nullable String current, @Nullable String next) {
        AccountRepository.WithPassword own =
                accounts.findByName(caller.name()).orElseThrow(() -> new UserError.NotFound("account", caller.name()));
        if (current == null || !passwords.matches(current, own.passwordHash())) {
            throw new UserError.Invalid("current", "is not your password");
        }
        accounts.setPassword(own.account().id(), hash("next", next));
        audit.record(caller, null, "people.password_changed", "account " + caller.name(), Map.of());
    }

    /// Whether nobody has an account yet.
    public boolean isEmpty() {
        return !accounts.any();
    }

    /// The first administrator, made by the platform itself. Within the caller's transaction.
    ///
    /// @return its id
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID createFirst(String name, String password) {
        UUID id = Ids.next();
        accounts.insert(id, name, "Administrator", String.valueOf(passwords.encode(password)), true);
        return id;
    }

    /// For this feature's other services.
    public Optional<Account> findByName(String name) {
        return accounts.findByName(name).map(AccountRepository.WithPassword::account);
    }

    /// The caller that this account is, unless it is disabled.
    ///
    /// @param permissions what the caller is limited to; null for all of the account's
    public Optional<Caller> caller(UUID id, @Nullable Set<Permission> permissions) {
        return accounts.caller(id, permissions);
    }

    private String hash(String field, @Nullable String password) {
        if (password == null || password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw new UserError.Invalid(
                    field, "must have " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        return String.valueOf(passwords.encode(password));
    }
}
