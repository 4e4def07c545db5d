package org.dure.server.compute.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.DataFolder;
import org.dure.server.base.SecretCipher;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
@Import(Api.class)
class SecretTest {

    private static final String VALUE = "a-value-that-nobody-reads-back";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    SecretCipher cipher;

    @Autowired
    DataFolder folder;

    private String project;
    private String secrets;
    private Api.Caller manager;
    private Api.Caller member;

    @BeforeEach
    void people() {
        project = api.newProject();
        secrets = "/api/v1/projects/" + project + "/secrets";
        manager = api.member(project, "MANAGER");
        member = api.member(project, "MEMBER");
    }

    @Test
    void managers_put_them_members_see_their_names_and_nobody_a_value() {
        manager.put(secrets + "/TOKEN", "{\"value\": \"" + VALUE + "\"}").expect(204);
        manager.put(secrets + "/TOKEN", "{\"value\": \"" + VALUE + "\"}").expect(204);
        member.put(secrets + "/OTHER", "{\"value\": \"x\"}").expect(403);
        member.delete(secrets + "/TOKEN").expect(403);
        api.member(api.newProject(), "MANAGER").get(secrets).expect(404);

        var items = member.get(secrets).expect(200).json().path("items");
        assertThat(items.size()).isEqualTo(1);
        assertThat(items.get(0).path("name").asString()).isEqualTo("TOKEN");
        assertThat(items.toString()).doesNotContain(VALUE);
        String audit = manager.get("/api/v1/projects/" + project + "/audit")
                .expect(200)
                .json()
                .toString();
        assertThat(audit).contains("compute.secret_put", "secret TOKEN").doesNotContain(VALUE);

        manager.delete(secrets + "/TOKEN").expect(204);
        manager.delete(secrets + "/TOKEN").expect(404);
        assertThat(member.get(secrets).json().path("items").size()).isZero();
    }

    @Test
    void what_cannot_be_one_is_refused_without_being_repeated() {
        for (String name : new String[] {".hidden", "-flag", "a%20b", "x".repeat(64)}) {
            manager.put(secrets + "/" + name, "{\"value\": \"" + VALUE + "\"}").expect(400);
        }
        Api.Answer large = manager.put(secrets + "/LARGE", "{\"value\": \"" + "가".repeat(30_000) + "\"}");
        assertThat(large.expect(400).json().path("errors").get(0).path("field").asString())
                .isEqualTo("value");
        assertThat(large.json().toString()).doesNotContain("가가");
        manager.put(secrets + "/EMPTY", "{\"value\": \"\"}").expect(400);
        Api.Answer broken = manager.put(secrets + "/BROKEN", "{\"value\": [\"" + VALUE + "\"]}");
        assertThat(broken.expect(400).json().toString()).doesNotContain(VALUE);
    }

    @Test
    void they_lie_sealed_in_the_database_and_open_at_their_own_place_alone() throws Exception {
        manager.put(secrets + "/TOKEN", "{\"value\": \"" + VALUE + "\"}").expect(204);
        byte[] sealed = jdbc.sql("select sealed from compute.secret where project_id = :project_id")
                .param("project_id", UUID.fromString(project))
                .query((row, number) -> row.getBytes("sealed"))
                .single();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(VALUE);
        UUID id = UUID.fromString(project);
        assertThat(cipher.open(id + "/TOKEN", sealed)).isEqualTo(VALUE);
        assertThatThrownBy(() -> cipher.open(id + "/OTHER", sealed)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> cipher.open(UUID.randomUUID() + "/TOKEN", sealed))
                .isInstanceOf(GeneralSecurityException.class);
        byte[] changed = Arrays.copyOf(sealed, sealed.length);
        changed[changed.length - 1] ^= 1;
        assertThatThrownBy(() -> cipher.open(id + "/TOKEN", changed)).isInstanceOf(GeneralSecurityException.class);
        assertThat(cipher.seal(id + "/TOKEN", VALUE)).isNotEqualTo(sealed);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.root().resolve("secrets/project-secrets"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_session_that_names_one_reads_it_as_a_file_and_stores_it_nowhere() {
        Programs.requireSandbox();
        manager.put(secrets + "/TOKEN", "{\"value\": \"" + VALUE + "\"}").expect(204);
        String program = Programs.upload(member, project, """
                value = open("/run/secrets/TOKEN").read()
                print(len(value), value[::-1], value)
                """);
        String body = """
                {"name": "x", "program": {"program_id": "%s", "command": ["python3", "main.py"]},
                 "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "wall_seconds": 120, "secrets": ["%s"]}
                """;
        String sessions = "/api/v1/projects/" + project + "/sessions";
        Api.Answer unknown = member.post(sessions, body.formatted(program, "NONE"));
        assertThat(unknown.expect(400)
                        .json()
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asString())
                .isEqualTo("secrets[0]");
        assertThat(unknown.detail()).contains("TOKEN");

        Api.Answer submitted = member.post(sessions, body.formatted(program, "TOKEN"));
        assertThat(submitted.expect(201).json().path("secrets").get(0).asString())
                .isEqualTo("TOKEN");
        String session = submitted.json().path("id").asString();
        Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(member, session))
                .contains(VALUE.length() + " " + new StringBuilder(VALUE).reverse() + " ***")
                .doesNotContain(VALUE);
        String stored = jdbc.sql("select work_order::text from compute.attempt where session_id = :session_id")
                .param("session_id", UUID.fromString(session))
                .query(String.class)
                .single();
        assertThat(stored).contains("\"secrets\": {}").doesNotContain(VALUE);
    }

    @Test
    void one_that_is_gone_when_the_session_starts_fails_it_with_its_name() {
        Programs.requireSandbox();
        manager.put(secrets + "/TOKEN", "{\"value\": \"" + VALUE + "\"}").expect(204);
        UUID id = UUID.fromString(project);
        jdbc.sql("update compute.secret set sealed = :sealed where project_id = :project_id")
                .param("sealed", cipher.seal(id + "/OTHER", VALUE))
                .param("project_id", id)
                .update();
        String program = Programs.upload(member, project, "print('never')");
        String session = member.post("/api/v1/projects/" + project + "/sessions", """
                        {"name": "x", "program": {"program_id": "%s", "command": ["python3", "main.py"]},
                         "needs": {"cpus": 0.25, "memory_bytes": 134217728}, "secrets": ["TOKEN"]}
                        """.formatted(program))
                .expect(201)
                .json()
                .path("id")
                .asString();
        var failed = Programs.await(member, session, Session.State.FAILED);
        assertThat(failed.path("reason").path("text").asString())
                .contains("The secret TOKEN does not open with this server's key; put it again.");
    }
}
