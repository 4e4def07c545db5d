package org.dure.server.people.account;

import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Accounts, for administrators; and one's own password.
@RestController
@RequestMapping("/api/v1")
class AccountResource {

    record NewAccount(
            @Nullable String name,
            @Nullable String displayName,
            @Nullable String password,
            @Nullable Boolean administrator) {}

    record NewPassword(@Nullable String current, @Nullable String next) {}

    record ResetPassword(@Nullable String password) {}

    record AccountList(List<Account> items) {}

    private final AccountService accounts;

    AccountResource(AccountService accounts) {
        this.accounts = accounts;
    }

    @Needs(Permission.ADMINISTER)
    @GetMapping("/accounts")
    AccountList list(Caller caller) {
        return new AccountList(accounts.list(caller));
    }

    @Needs(Permission.ADMINISTER)
    @PostMapping("/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Account create(Caller caller, @RequestBody NewAccount body) {
        return accounts.create(
                caller, body.name(), body.displayName(), body.password(), Boolean.TRUE.equals(body.administrator()));
    }

    @Needs(Permission.ADMINISTER)
    @PostMapping("/accounts/{id}/disable")
    Account disable(Caller caller, @PathVariable UUID id) {
        return accounts.setDisabled(caller, id, true);
    }

    @Needs(Permission.ADMINISTER)
    @PostMapping("/accounts/{id}/enable")
    Account enable(Caller caller, @PathVariable UUID id) {
        return accounts.setDisabled(caller, id, false);
    }

    @Needs(Permission.ADMINISTER)
    @PostMapping("/accounts/{id}/password")
    Account resetPassword(Caller caller, @PathVariable UUID id, @RequestBody ResetPassword body) {
        return accounts.resetPassword(caller, id, body.password());
    }

    @Needs(Permission.SELF)
    @PostMapping("/me/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(Caller caller, @RequestBody NewPassword body) {
        accounts.changePassword(caller, body.current(), body.next());
    }
}
