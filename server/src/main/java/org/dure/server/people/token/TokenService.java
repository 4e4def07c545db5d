package org.dure.server.people.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Role;
import org.dure.server.people.account.AccountService;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Issues, finds and revokes tokens: of people, of running programs, of agents. Stored by their sha256 alone: 256
/// random bits need no slow hash.
@Service
@NamedInterface("token")
public class TokenService {

    private static final Duration LONGEST = Duration.ofDays(366);

    private final TokenRepository tokens;
    private final AccountService accounts;
    private final Audit audit;
    private final Clock clock;

    TokenService(TokenRepository tokens, AccountService accounts, Audit audit, Clock clock) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /// A new token of the caller.
    ///
    /// @param permissions null for all that the caller holds
    /// @param expiresAt   null for one year
    @Transactional
    public Token.Issued issue(
            Caller caller, String name, @Nullable List<Permission> permissions, @Nullable Instant expiresAt) {
        Instant now = clock.instant();
        Instant expiry = expiresAt == null ? now.plus(LONGEST) : expiresAt;
        if (name.isBlank() || name.length() > 100) {
            throw new UserError.Invalid("name", "must be 1 to 100 characters that tell what the token is for");
        }
        if (!expiry.isAfter(now) || expiry.isAfter(now.plus(LONGEST))) {
            throw new UserError.Invalid("expires_at", "must lie in the future and within 366 days");
        }
        if (caller.permissions() != null
                && (permissions == null || !caller.permissions().containsAll(permissions))) {
            throw new UserError.Denied("A limited token cannot issue one with more rights than its own.");
        }
        Token.Issued issued = new Token.Issued(Ids.next(), Secrets.token("dure_"));
        tokens.insertForAccount(issued.id(), Sha256.of(issued.secret()), name, caller.id(), permissions, expiry);
        audit.record(caller, null, "people.token_issued", "token " + name, Map.of("id", issued.id()));
        return issued;
    }

    /// A token of the first administrator, made by the platform itself; it lasts as long as any.
    public void issueFirst(UUID accountId, String secret) {
        Instant expiry = clock.instant().plus(LONGEST);
        tokens.insertForAccount(Ids.next(), Sha256.of(secret), "first token", accountId, null, expiry);
    }

    /// The caller's own, the newest first.
    public List<Token> list(Caller caller) {
        return tokens.ofAccount(caller.id());
    }

    /// @throws UserError.NotFound where the caller has no such token
    @Transactional
    public void revoke(Caller caller, UUID id) {
        if (!tokens.revokeOfAccount(id, caller.id(), clock.instant())) {
            throw new UserError.NotFound("token", id);
        }
        audit.record(caller, null, "people.token_revoked", "token " + id, Map.of());
    }

    /// A token for the program of one attempt: it acts as a member of `projectId`, on its own session alone.
    public String issueForSession(UUID projectId, UUID sessionId, UUID attemptId) {
        return issueFor(Caller.Kind.SESSION, projectId, sessionId, attemptId);
    }

    /// A token for the agent of one attempt.
    public String issueForAgent(UUID projectId, UUID sessionId, UUID attemptId) {
        return issueFor(Caller.Kind.AGENT, projectId, sessionId, attemptId);
    }

    /// Ends the tokens of an attempt's program and, where `agentToo`, of its agent.
    public void revokeOfAttempt(UUID attemptId, boolean agentToo) {
        tokens.revokeOfAttempt(attemptId, Caller.Kind.SESSION, clock.instant());
        if (agentToo) {
            tokens.revokeOfAttempt(attemptId, Caller.Kind.AGENT, clock.instant());
        }
    }

    /// Who sent this token; empty where it is unknown, revoked, or its owner is disabled.
    ///
    /// @throws UserError.NotSignedIn where it has expired
    public Optional<Caller> callerOf(String secret) {
        Instant now = clock.instant();
        Optional<TokenRepository.Row> found = tokens.find(Sha256.of(secret));
        if (found.isEmpty() || found.get().revokedAt() != null) {
            return Optional.empty();
        }
        TokenRepository.Row row = found.get();
        if (row.expiresAt() != null && row.expiresAt().isBefore(now)) {
            throw new UserError.NotSignedIn("This token expired at " + row.expiresAt() + "; issue a new one.");
        }
        if (row.kind() == Caller.Kind.ACCOUNT) {
            tokens.touch(row.id(), now);
            return accounts.caller(Optional.ofNullable(row.accountId()).orElseThrow(), row.permissions());
        }
        return Optional.of(programOrAgent(row));
    }

    private static Caller programOrAgent(TokenRepository.Row row) {
        UUID session = Optional.ofNullable(row.sessionId()).orElseThrow();
        UUID project = Optional.ofNullable(row.projectId()).orElseThrow();
        Set<Permission> limit = row.kind() == Caller.Kind.AGENT
                ? Set.of(Permission.AGENT)
                : Set.of(
                        Permission.TRACKING_READ,
                        Permission.TRACKING_WRITE,
                        Permission.DATA_READ,
                        Permission.COMPUTE_READ,
                        Permission.MODELS_READ,
                        Permission.MODELS_REGISTER);
        return new Caller(
                row.kind(),
                session,
                "session " + session,
                false,
                Map.of(project, Role.MEMBER),
                limit,
                session,
                row.attemptId());
    }

    private String issueFor(Caller.Kind kind, UUID projectId, UUID sessionId, UUID attemptId) {
        String secret =
                Secrets.token("dure_" + Character.toLowerCase(kind.name().charAt(0)) + "_");
        tokens.insertForAttempt(Ids.next(), kind, Sha256.of(secret), projectId, sessionId, attemptId);
        return secret;
    }

    /// Reads permission names that a request holds.
    static @Nullable List<Permission> permissions(@Nullable List<String> names) {
        if (names == null) {
            return null;
        }
        return names.stream()
                .map(name -> Arrays.stream(Permission.values())
                        .filter(permission -> permission.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new UserError.Invalid(
                                "permissions", name + " is none; there are " + Arrays.toString(Permission.values()))))
                .toList();
    }
}
