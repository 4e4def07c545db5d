package org.dure.server.compute.stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.account.AccountService;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Requests to the host names of applications come no further than here: nothing of the platform answers under them.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class AppFilter extends OncePerRequestFilter {

    static final String TICKET = "dure_ticket";
    static final String COOKIE = "dure_app";

    private static final String AGAIN_SECONDS = "2";

    private final AppAddress addresses;
    private final AppPasses passes;
    private final AccountService accounts;
    private final StreamService streams;

    AppFilter(AppAddress addresses, AppPasses passes, AccountService accounts, StreamService streams) {
        this.addresses = addresses;
        this.passes = passes;
        this.accounts = accounts;
        this.streams = streams;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String host = request.getHeader(HttpHeaders.HOST);
        if (!addresses.isApp(host)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<AppAddress.App> app = addresses.app(host);
        if (app.isEmpty()) {
            refuse(response, 404, "There is no application of this name.");
            return;
        }
        String ticket = request.getParameter(TICKET);
        if ("GET".equals(request.getMethod()) && ticket != null) {
            exchange(app.get(), ticket, response);
            return;
        }
        serve(app.get(), request, response);
    }

    private void exchange(AppAddress.App app, String ticket, HttpServletResponse response) throws IOException {
        Optional<UUID> account = passes.account(AppPasses.Kind.TICKET, app, ticket);
        if (account.isEmpty()) {
            refuse(response, 403, "This address was good for a minute. Open the application from its session's page.");
            return;
        }
        ResponseCookie cookie = ResponseCookie.from(COOKIE, passes.issue(AppPasses.Kind.COOKIE, app, account.get()))
                .httpOnly(true)
                .secure(addresses.isSecure())
                .sameSite("Lax")
                .path("/")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, "/");
    }

    private void serve(AppAddress.App app, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Optional<Caller> caller = cookie(request)
                .flatMap(cookie -> passes.account(AppPasses.Kind.COOKIE, app, cookie))
                .flatMap(account -> accounts.caller(account, null));
        if (caller.isEmpty()) {
            refuse(response, 401, "Open the application from its session's page.");
            return;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
        if (upgrade && !addresses.origin(app).equals(origin)) {
            refuse(response, 403, "A page of another origin opens no connection here.");
            return;
        }
        try {
            streams.require(caller.get(), app.sessionId());
            StreamConnection stream = streams.port(app.sessionId(), app.port());
            new AppExchange(stream, request, response).run(upgrade);
        } catch (UserError.Conflict | UserError.Denied | UserError.NotFound over) {
            refuse(response, 503, String.valueOf(over.getMessage()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    /// An application takes its time to start: the browser that waits for its page looks again by itself.
    static void refuseYet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, AGAIN_SECONDS);
        boolean page = String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains("text/html");
        if (page && "GET".equals(request.getMethod())) {
            response.setHeader("Refresh", AGAIN_SECONDS);
        }
        boolean korean = "ko".equals(request.getLocale().getLanguage());
        refuse(
                response,
                503,
                korean
                        ? "애플리케이션이 아직 응답하지 않습니다. 시작하는 중일 수 있으며, 이 페이지는 2초마다 다시 확인합니다."
                        : "The application does not answer yet. It may be starting; this page looks again every two seconds.");
    }

    static void refuse(HttpServletResponse response, int status, String message) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().write((message + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
