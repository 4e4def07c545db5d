package org.dure.server.people;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Signing in and out, and who one is.
@RestController
@RequestMapping("/api/v1")
class SignInResource {

    record Credentials(@Nullable String name, @Nullable String password) {}

    record Membership(UUID projectId, String projectName, List<Permission> permissions) {}

    record Me(UUID id, String name, boolean administrator, List<Membership> projects) {}

    private final SignInService signIns;
    private final ProjectService projects;
    private final Settings settings;

    SignInResource(SignInService signIns, ProjectService projects, Settings settings) {
        this.signIns = signIns;
        this.projects = projects;
        this.settings = settings;
    }

    @OpenToAll(why = "it is how one signs in; tries are limited")
    @PostMapping("/sign-in")
    ResponseEntity<Void> signIn(@RequestBody Credentials credentials, HttpServletRequest request) {
        if (credentials.name() == null || credentials.password() == null) {
            throw new UserError.Invalid(credentials.name() == null ? "name" : "password", "is missing");
        }
        String secret = signIns.signIn(credentials.name(), credentials.password(), request.getRemoteAddr());
        return withCookie(secret, SignInService.LASTS.toSeconds());
    }

    @Needs(Permission.SELF)
    @PostMapping("/sign-out")
    ResponseEntity<Void> signOut(HttpServletRequest request) {
        String cookie = CallerFilter.cookie(request);
        if (cookie != null) {
            signIns.signOut(cookie);
        }
        return withCookie("", 0);
    }

    /// Also hands the browser its CSRF token, as the cookie XSRF-TOKEN.
    @Needs(Permission.SELF)
    @GetMapping("/me")
    Me me(Caller caller, HttpServletRequest request) {
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf) {
            csrf.getToken();
        }
        List<Membership> memberships = projects.list(caller).stream()
                .map(project -> new Membership(
                        project.id(),
                        project.name(),
                        List.of(Permission.values()).stream()
                                .filter(permission -> caller.may(permission, project.id()))
                                .toList()))
                .toList();
        return new Me(caller.id(), caller.name(), caller.administrator(), memberships);
    }

    private ResponseEntity<Void> withCookie(String secret, long seconds) {
        ResponseCookie cookie = ResponseCookie.from(CallerFilter.COOKIE, secret)
                .httpOnly(true)
                .secure(settings.secureCookies() || isTls())
                .sameSite("Strict")
                .path("/")
                .maxAge(seconds)
                .build();
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .build();
    }

    private boolean isTls() {
        return "https".equals(String.valueOf(settings.publicUrl().getScheme()).toLowerCase(Locale.ROOT));
    }
}
