package org.dure.server.people.account;

import jakarta.servlet.http.HttpServletRequest;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.dure.server.people.Needs;
import org.dure.server.people.OpenToAll;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Signing in and out.
@RestController
@RequestMapping("/api/v1")
class SignInResource {

    record Credentials(@Nullable String name, @Nullable String password) {}

    private final SignInService signIns;
    private final Settings settings;

    SignInResource(SignInService signIns, Settings settings) {
        this.signIns = signIns;
        this.settings = settings;
    }

    @OpenToAll(why = "it is how one signs in; tries are limited")
    @PostMapping("/sign-in")
    ResponseEntity<Void> signIn(@RequestBody Credentials credentials, HttpServletRequest request) {
        if (credentials.name() == null || credentials.password() == null) {
            throw UserError.Invalid.missing(credentials.name() == null ? "name" : "password");
        }
        String secret = signIns.signIn(credentials.name(), credentials.password(), request.getRemoteAddr());
        return withCookie(secret, SignInService.LASTS.toSeconds());
    }

    @Needs(Permission.SELF)
    @PostMapping("/sign-out")
    ResponseEntity<Void> signOut(HttpServletRequest request) {
        String cookie = SignInCookie.of(request);
        if (cookie != null) {
            signIns.signOut(cookie);
        }
        return withCookie("", 0);
    }

    private ResponseEntity<Void> withCookie(String secret, long seconds) {
        ResponseCookie cookie = ResponseCookie.from(SignInCookie.NAME, secret)
                .httpOnly(true)
                .secure(settings.secureCookies())
                .sameSite("Strict")
                .path("/")
                .maxAge(seconds)
                .build();
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .build();
    }
}
