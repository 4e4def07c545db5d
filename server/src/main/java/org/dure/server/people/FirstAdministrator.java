package org.dure.server.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.dure.base.DurableFiles;
import org.dure.base.Ids;
import org.dure.base.Secrets;
import org.dure.base.Sha256;
import org.dure.server.base.DataFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/// On an empty database: an administrator `admin`, the first organisation, unit and project, and two files in the data
/// folder (mode 600) with the password and a token.
///
/// The files are written before the rows: a crash between the two is mended by the next start.
@Component
class FirstAdministrator implements ApplicationRunner {

    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);

    private final AccountRepository accounts;
    private final TokenRepository tokens;
    private final ProjectRepository projects;
    private final PasswordEncoder passwords;
    private final DataFolder folder;
    private final java.time.Clock clock;
    private final org.springframework.transaction.support.TransactionTemplate transaction;

    FirstAdministrator(
            AccountRepository accounts,
            TokenRepository tokens,
            ProjectRepository projects,
            PasswordEncoder passwords,
            DataFolder folder,
            java.time.Clock clock,
            org.springframework.transaction.support.TransactionTemplate transaction) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.projects = projects;
        this.passwords = passwords;
        this.folder = folder;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        if (accounts.any()) {
            return;
        }
        String password = keep("admin.password", Secrets.token("").substring(0, 20));
        String token = keep("admin.token", Secrets.token("dure_"));
        transaction.executeWithoutResult(status -> {
            UUID id = Ids.next();
            accounts.insert(id, NAME, "Administrator", String.valueOf(passwords.encode(password)), true);
            tokens.insertForAccount(
                    Ids.next(),
                    Sha256.of(token),
                    "first token",
                    id,
                    null,
                    clock.instant().plusSeconds(366L * 86_400));
            UUID organisation = projects.insertOrganisation("home");
            UUID unit = projects.insertUnit(organisation, "main");
            projects.insertProject("default", unit, id);
        });
        LOG.info(
                "Made the first administrator {}; the password is in {}",
                NAME,
                folder.root().resolve("admin.password"));
    }

    private String keep(String name, String secret) throws IOException {
        Path file = folder.root().resolve(name);
        if (!Files.exists(file)) {
            DurableFiles.replace(file, secret.getBytes(StandardCharsets.UTF_8));
        }
        return Files.readString(file).strip();
    }
}
