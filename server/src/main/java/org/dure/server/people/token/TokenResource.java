package org.dure.server.people.token;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// One's own API tokens.
@RestController
@RequestMapping("/api/v1/tokens")
class TokenResource {

    record NewToken(
            @Nullable String name,
            @Nullable List<String> permissions,
            @Nullable Instant expiresAt) {}

    record TokenList(List<Token> items) {}

    private final TokenService tokens;

    TokenResource(TokenService tokens) {
        this.tokens = tokens;
    }

    @Needs(Permission.SELF)
    @GetMapping
    TokenList list(Caller caller) {
        return new TokenList(tokens.list(caller));
    }

    @Needs(Permission.SELF)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Token.Issued issue(Caller caller, @RequestBody NewToken body) {
        String name = body.name() == null ? "" : body.name();
        return tokens.issue(caller, name, TokenService.permissions(body.permissions()), body.expiresAt());
    }

    @Needs(Permission.SELF)
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable UUID id) {
        tokens.revoke(caller, id);
    }
}
