package org.dure.server.people.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dure.base.Sha256;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `people.account` and `people.sign_in`.
@Repository
class AccountRepository {

    record WithPassword(Account account, String passwordHash) {}

    private final JdbcClient jdbc;

    AccountRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean any() {
        return jdbc.sql("select exists (select from people.account)")
                .query(Boolean.class)
                .single();
    }

    /// @return false where the name is taken
    boolean insert(UUID id, String name, String displayName, String passwordHash, boolean administrator) {
        return jdbc.sql("""
                                insert into people.account (id, name, display_name, password_hash, administrator)
                                values (:id, :name, :display_name, :password_hash, :administrator)
                                on conflict (lower(name)) do nothing
                                """)
                        .param("id", id)
                        .param("name", name)
                        .param("display_name", displayName)
                        .param("password_hash", passwordHash)
                        .param("administrator", administrator)
                        .update()
                == 1;
    }

    List<Account> list() {
        return jdbc.sql("select * from people.account order by lower(name) limit 10000")
                .query((row, number) -> account(row))
                .list();
    }

    Optional<Account> find(UUID id) {
        return jdbc.sql("select * from people.account where id = :id")
                .param("id", id)
                .query((row, number) -> account(row))
                .optional();
    }

    Optional<WithPassword> findByName(String name) {
        return jdbc.sql("select * from people.account where lower(name) = lower(:name)")
                .param("name", name)
                .query((row, number) -> new WithPassword(account(row), row.getString("password_hash")))
                .optional();
    }

    /// Also ends the account's sign-ins.
    void setPassword(UUID id, String passwordHash) {
        jdbc.sql("update people.account set password_hash = :hash where id = :id")
                .param("hash", passwordHash)
                .param("id", id)
                .update();
        endSignIns(id);
    }

    /// Disabling also ends the account's sign-ins.
    void setDisabled(UUID id, @Nullable Instant disabledAt) {
        jdbc.sql("update people.account set disabled_at = :at where id = :id")
                .param("at", TimeColumn.write(disabledAt))
                .param("id", id)
                .update();
        if (disabledAt != null) {
            endSignIns(id);
        }
    }

    /// The caller that this account is, unless it is disabled.
    Optional<Caller> caller(UUID accountId, @Nullable Set<Permission> permissions) {
        return find(accountId)
                .filter(account -> !account.disabled())
                .map(account -> new Caller(
                        Caller.Kind.ACCOUNT,
                        account.id(),
                        account.name(),
                        account.administrator(),
                        roles(account.id()),
                        permissions,
                        null,
                        null));
    }

    private Map<UUID, Role> roles(UUID accountId) {
        Map<UUID, Role> roles = new HashMap<>();
        jdbc.sql("select project_id, role from people.membership where account_id = :account_id")
                .param("account_id", accountId)
                .query(row -> {
                    roles.put(row.getObject("project_id", UUID.class), Role.valueOf(row.getString("role")));
                });
        return Map.copyOf(roles);
    }

    void insertSignIn(Sha256 sha256, UUID accountId, Instant expiresAt) {
        jdbc.sql(
                        "insert into people.sign_in (sha256, account_id, expires_at) values (:sha256, :account_id, :expires_at)")
                .param("sha256", sha256.hex())
                .param("account_id", accountId)
                .param("expires_at", Timestamp.from(expiresAt))
                .update();
    }

    Optional<UUID> signedIn(Sha256 sha256, Instant now) {
        return jdbc.sql("select account_id from people.sign_in where sha256 = :sha256 and expires_at > :now")
                .param("sha256", sha256.hex())
                .param("now", Timestamp.from(now))
                .query(UUID.class)
                .optional();
    }

    void deleteSignIn(Sha256 sha256) {
        jdbc.sql("delete from people.sign_in where sha256 = :sha256")
                .param("sha256", sha256.hex())
                .update();
    }

    private void endSignIns(UUID accountId) {
        jdbc.sql("delete from people.sign_in where account_id = :account_id")
                .param("account_id", accountId)
                .update();
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("display_name"),
                row.getBoolean("administrator"),
                row.getTimestamp("disabled_at") != null,
                row.getTimestamp("created_at").toInstant());
    }
}
