package org.dure.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class PeopleTest {

    @Autowired
    Api api;

    @Test
    void a_wrong_password_does_not_sign_in_and_does_not_say_what_was_wrong() {
        Api.Answer answer = api.nobody()
                .post("/api/v1/sign-in", "{\"name\":\"admin\",\"password\":\"not the password\"}")
                .expect(401);
        assertThat(answer.detail()).isEqualTo("Name and password do not belong together.");
        Api.Answer unknown = api.nobody()
                .post("/api/v1/sign-in", "{\"name\":\"nobody-of-this-name\",\"password\":\"not the password\"}")
                .expect(401);
        assertThat(unknown.detail()).isEqualTo(answer.detail());
    }

    @Test
    void a_member_sees_only_the_projects_of_their_own() {
        String mine = api.newProject();
        String other = api.newProject();
        Api.Caller member = api.member(mine, "MEMBER");
        assertThat(member.get("/api/v1/projects")
                        .expect(200)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        member.get("/api/v1/projects/" + mine).expect(200);
        assertThat(member.get("/api/v1/projects/" + other).expect(404).detail()).contains("There is no project");
    }

    @Test
    void a_viewer_does_not_decide_who_is_a_member() {
        String project = api.newProject();
        Api.Caller viewer = api.member(project, "VIEWER");
        viewer.put("/api/v1/projects/" + project + "/members", "{\"account\":\"admin\",\"role\":\"VIEWER\"}")
                .expect(403);
    }

    @Test
    void a_revoked_token_is_refused() {
        Api.Caller person = api.stranger();
        var issued = person.post("/api/v1/tokens", "{\"name\":\"to be revoked\"}")
                .expect(201)
                .json();
        Api.Caller second = api.as(issued.path("secret").asString());
        second.get("/api/v1/me").expect(200);
        person.delete("/api/v1/tokens/" + issued.path("id").asString()).expect(204);
        second.get("/api/v1/me").expect(401);
    }

    @Test
    void the_commonest_mistakes_carry_codes_for_pages_of_any_language() {
        JsonNode wrong = api.nobody()
                .post("/api/v1/sign-in", "{\"name\":\"nobody-here\",\"password\":\"wrong wrong wrong\"}")
                .expect(401)
                .json();
        assertThat(code(wrong)).isEqualTo("SIGN_IN_WRONG");
        JsonNode missing = api.nobody()
                .post("/api/v1/sign-in", "{\"name\":\"somebody\"}")
                .expect(400)
                .json();
        assertThat(code(missing.path("errors").get(0))).isEqualTo("FIELD_MISSING");
        assertThat(code(api.stranger()
                        .get("/api/v1/sessions/00000000-0000-0000-0000-000000000000")
                        .expect(403)
                        .json()))
                .isEqualTo("PERMISSION_LACKING");
        JsonNode absent = api.admin()
                .get("/api/v1/sessions/00000000-0000-0000-0000-000000000000")
                .expect(404)
                .json();
        assertThat(code(absent)).isEqualTo("ABSENT");
        assertThat(absent.path("reason").path("text")).isEqualTo(absent.path("detail"));
        assertThat(code(api.nobody().get("/api/v1/me").expect(401).json())).isEqualTo("SIGN_IN_FIRST");
    }

    private static String code(JsonNode problem) {
        return problem.path("reason").path("parts").path(0).path("code").asString();
    }

    @Test
    void an_expired_token_is_told_so() throws InterruptedException {
        Instant expiry = Instant.now().plusSeconds(2);
        String secret = api.stranger()
                .post("/api/v1/tokens", "{\"name\":\"short\",\"expires_at\":\"%s\"}".formatted(expiry))
                .expect(201)
                .json()
                .path("secret")
                .asString();
        Api.Caller caller = api.as(secret);
        caller.get("/api/v1/me").expect(200);
        while (Instant.now().isBefore(expiry)) {
            Thread.sleep(50);
        }
        assertThat(caller.get("/api/v1/me").expect(401).detail()).contains("expired");
    }

    @Test
    void a_token_may_not_outlive_a_year() {
        var problem = api.stranger()
                .post("/api/v1/tokens", "{\"name\":\"for ever\",\"expires_at\":\"2999-01-01T00:00:00Z\"}")
                .expect(400)
                .json();
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo("expires_at");
    }

    @Test
    void a_limited_token_reaches_only_what_it_names() {
        String project = api.newProject();
        Api.Caller manager = api.member(project, "MANAGER");
        String secret = manager.post(
                        "/api/v1/tokens", "{\"name\":\"reader\",\"permissions\":[\"SELF\",\"PEOPLE_READ\"]}")
                .expect(201)
                .json()
                .path("secret")
                .asString();
        Api.Caller limited = api.as(secret);
        limited.get("/api/v1/projects/" + project + "/members").expect(200);
        limited.put("/api/v1/projects/" + project + "/members", "{\"account\":\"admin\",\"role\":\"VIEWER\"}")
                .expect(403);
    }

    @Test
    void a_wrong_field_is_named() {
        var problem = api.admin()
                .post("/api/v1/accounts", "{\"name\":\"kim\",\"pasword\":\"a good password\"}")
                .expect(400)
                .json();
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo("pasword");
        problem = api.admin()
                .post("/api/v1/accounts", "{\"name\":\"kim\",\"password\":\"short\"}")
                .expect(400)
                .json();
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo("password");
    }

    @Test
    void an_administrator_gives_another_password_to_who_has_forgotten_theirs() {
        String name = "forgetful-" + UUID.randomUUID().toString().substring(0, 8);
        String id = api.admin()
                .post("/api/v1/accounts", "{\"name\":\"%s\",\"password\":\"the first of all\"}".formatted(name))
                .expect(201)
                .json()
                .path("id")
                .asString();
        String path = "/api/v1/accounts/" + id + "/password";
        assertThat(api.admin()
                        .post(path, "{\"password\":\"short\"}")
                        .expect(400)
                        .json()
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asString())
                .isEqualTo("password");
        api.stranger().post(path, "{\"password\":\"of a stranger\"}").expect(403);
        api.admin().post(path, "{\"password\":\"the second one\"}").expect(200);
        String signIn = "{\"name\":\"" + name + "\",\"password\":\"%s\"}";
        api.nobody()
                .post("/api/v1/sign-in", signIn.formatted("the first of all"))
                .expect(401);
        assertThat(api.nobody()
                        .post("/api/v1/sign-in", signIn.formatted("the second one"))
                        .status())
                .isLessThan(300);
    }

    @Test
    void what_was_done_stands_in_the_audit_trail() {
        String project = api.newProject();
        api.member(project, "VIEWER");
        var items = api.admin()
                .get("/api/v1/projects/" + project + "/audit")
                .expect(200)
                .json()
                .path("items");
        assertThat(items.get(0).path("action").asString()).isEqualTo("people.member_put");
        assertThat(items.get(1).path("action").asString()).isEqualTo("people.project_made");
    }

    @Test
    void too_many_wrong_passwords_have_to_wait() {
        String body = "{\"name\":\"guessed\",\"password\":\"wrong password\"}";
        for (int count = 0; count < 10; count++) {
            api.nobody().post("/api/v1/sign-in", body).expect(401);
        }
        Api.Answer answer = api.nobody().post("/api/v1/sign-in", body).expect(429);
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    }
}
