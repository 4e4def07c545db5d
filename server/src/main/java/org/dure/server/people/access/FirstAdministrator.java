package org.dure.server.people.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.dure.base.DurableFiles;
import org.dure.base.Secrets;
import org.dure.server.base.DataFolder;
import org.dure.server.people.account.AccountService;
import org.dure.server.people.project.ProjectService;
import org.dure.server.people.token.TokenService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// On an empty database: an administrator `admin`, the first organisation, unit and project, and two files in the data
/// folder (mode 600) with the password and a token.
///
/// The files are written before the rows: a crash between the two is mended by the next start.
@Component
class FirstAdministrator implements ApplicationRunner {

    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdministrator.class);

    private final AccountService accounts;
    private final TokenService tokens;
    private final ProjectService projects;
    private final DataFolder folder;
    private final TransactionTemplate transaction;

    FirstAdministrator(
            AccountService accounts,
            TokenService tokens,
            ProjectService projects,
            DataFolder folder,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.projects = projects;
        this.folder = folder;
        this.transaction = transaction;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        if (!accounts.isEmpty()) {
            return;
        }
        String password = keep("admin.password", Secrets.token("").substring(0, 20));
        String token = keep("admin.token", Secrets.token("dure_"));
        transaction.executeWithoutResult(status -> {
            UUID id = accounts.createFirst(NAME, password);
            tokens.issueFirst(id, token);
            projects.createFirst(id);
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
