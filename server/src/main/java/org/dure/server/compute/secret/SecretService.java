package org.dure.server.compute.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.server.base.SecretCipher;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// The secrets of projects. Managers put them, members name them in their sessions, and nobody is told a value again
/// but the agent of such a session.
@Service
public class SecretService {

    /// A name is a file's name, so it begins with no dot.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,62}");

    private static final int VALUE_BYTES_MAX = 64 << 10;
    private static final int OF_PROJECT_MAX = 100;
    private static final int OF_SESSION_MAX = 32;

    private final SecretRepository secrets;
    private final SecretCipher cipher;
    private final ProjectService projects;
    private final Audit audit;
    private final Clock clock;

    SecretService(SecretRepository secrets, SecretCipher cipher, ProjectService projects, Audit audit, Clock clock) {
        this.secrets = secrets;
        this.cipher = cipher;
        this.projects = projects;
        this.audit = audit;
        this.clock = clock;
    }

    /// Their names, and who has put them when.
    List<SecretRepository.Entry> list(Caller caller, String project) {
        return secrets.list(projects.require(caller, Permission.COMPUTE_READ, project));
    }

    /// Adds it, or replaces its value for the attempts that start from now on.
    ///
    /// @throws UserError.Invalid naming what is wrong, never with the value in its words
    @Transactional
    public void put(Caller caller, String project, String name, @Nullable String value) {
        UUID projectId = projects.require(caller, Permission.PEOPLE_MANAGE, project);
        if (!NAME.matcher(name).matches()) {
            throw new UserError.Invalid(
                    "name", "must be 1 to 63 letters, digits, dots, underscores or hyphens, not beginning with . or -");
        }
        if (value == null || value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            throw new UserError.Invalid("value", "must have 1 to " + VALUE_BYTES_MAX + " bytes as UTF-8");
        }
        List<SecretRepository.Entry> there = secrets.list(projectId);
        if (there.size() >= OF_PROJECT_MAX
                && there.stream().noneMatch(entry -> entry.name().equals(name))) {
            throw new UserError.Invalid(
                    "name", "a project has at most " + OF_PROJECT_MAX + " secrets; remove one first");
        }
        secrets.put(projectId, name, cipher.seal(owner(projectId, name), value), caller.name(), clock.instant());
        audit.record(caller, projectId, "compute.secret_put", "secret " + name, Map.of());
    }

    /// Sessions that wait and name it will fail; those that run keep what they were given.
    @Transactional
    public void delete(Caller caller, String project, String name) {
        UUID projectId = projects.require(caller, Permission.PEOPLE_MANAGE, project);
        if (!secrets.delete(projectId, name)) {
            throw new UserError.NotFound("secret", name);
        }
        audit.record(caller, projectId, "compute.secret_removed", "secret " + name, Map.of());
    }

    /// Before a session that names them is stored.
    ///
    /// @throws UserError.Invalid naming each that the project does not have
    public void check(UUID projectId, List<String> names) {
        if (names.size() > OF_SESSION_MAX) {
            throw new UserError.Invalid("secrets", "must be at most " + OF_SESSION_MAX + ", not " + names.size());
        }
        List<String> there = secrets.list(projectId).stream()
                .map(SecretRepository.Entry::name)
                .toList();
        List<UserError.Field> wrong = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!there.contains(names.get(i))) {
                wrong.add(new UserError.Field(
                        "secrets[" + i + "]", "the project has no secret " + names.get(i) + "; it has " + there));
            } else if (!seen.add(names.get(i))) {
                wrong.add(new UserError.Field("secrets[" + i + "]", "is named twice: " + names.get(i)));
            }
        }
        if (!wrong.isEmpty()) {
            throw new UserError.Invalid(wrong);
        }
    }

    /// Their values by their names, for the agent that has asked with its attempt's token.
    ///
    /// @throws UserError.Conflict where one is gone, or does not open with this server's key
    public Map<String, String> open(UUID projectId, List<String> names) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : names) {
            byte[] sealed = secrets.sealed(projectId, name)
                    .orElseThrow(() -> new UserError.Conflict("The project has no secret " + name + " any more."));
            try {
                values.put(name, cipher.open(owner(projectId, name), sealed));
            } catch (GeneralSecurityException foreign) {
                throw new UserError.Conflict(
                        "The secret " + name + " does not open with this server's key; put it again.");
            }
        }
        return values;
    }

    private static String owner(UUID projectId, String name) {
        return projectId + "/" + name;
    }
}
