package org.dure.server.people.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Secrets;
import org.dure.server.base.DataFolder;
import org.dure.server.base.ProblemHandler;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.account.SignInCookie;
import org.dure.server.people.account.SignInService;
import org.dure.server.people.token.TokenService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds who calls: a bearer token, basic authentication whose password is a token (as MLflow's clients send it) or
/// the account's password, or the sign-in cookie; and leaves the `Caller` on the request.
@Component
class CallerFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(CallerFilter.class);

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final UUID SERVE_ID = new UUID(0, 1);

    private final TokenService tokens;
    private final SignInService signIns;
    private final GateErrors errors;
    private final String serveKey;

    CallerFilter(TokenService tokens, SignInService signIns, GateErrors errors, DataFolder folder) {
        this.errors = errors;
        this.tokens = tokens;
        this.signIns = signIns;
        this.serveKey = folder.secret("serve.key");
    }

    /// The caller of this request, where it is known.
    static Optional<Caller> caller(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(ATTRIBUTE));
    }

    /// Whether no browser could have been tricked into sending it: only cookies travel by themselves.
    static boolean isWithoutCookie(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null || SignInCookie.of(request) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            find(request).ifPresent(caller -> request.setAttribute(ATTRIBUTE, caller));
        } catch (UserError.NotSignedIn expired) {
            errors.write(request, response, HttpStatus.UNAUTHORIZED, String.valueOf(expired.getMessage()));
            return;
        } catch (UserError.TooMany tooMany) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(tooMany.retryAfterSeconds()));
            errors.write(request, response, HttpStatus.TOO_MANY_REQUESTS, String.valueOf(tooMany.getMessage()));
            return;
        } catch (DataAccessResourceFailureException
                | TransientDataAccessException
                | CannotCreateTransactionException
                | TransactionSystemException away) {
            // Out of reach of ProblemHandler. Who calls is not known, which is no 401.
            LOG.warn("The database does not answer: {}", away.getMessage());
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            errors.write(request, response, HttpStatus.SERVICE_UNAVAILABLE, ProblemHandler.DATABASE_AWAY);
            return;
        }
        chain.doFilter(request, response);
    }

    private Optional<Caller> find(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            String cookie = SignInCookie.of(request);
            return cookie == null ? Optional.empty() : signIns.callerOf(cookie);
        }
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return byToken(header.substring(7).strip());
        }
        if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return byBasic(header.substring(6).strip(), request.getRemoteAddr());
        }
        return Optional.empty();
    }

    private Optional<Caller> byToken(String secret) {
        if (Secrets.same(secret, serveKey)) {
            return Optional.of(new Caller(Caller.Kind.SERVE, SERVE_ID, "serve", false, Map.of(), null, null, null));
        }
        return tokens.callerOf(secret);
    }

    private Optional<Caller> byBasic(String encoded, String address) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String password = pair.substring(colon + 1);
        Optional<Caller> byToken = tokens.callerOf(password);
        return byToken.isPresent() ? byToken : signIns.callerByPassword(pair.substring(0, colon), password, address);
    }
}
