package org.dure.server.compute.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.compute.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
@Import(Api.class)
class NetworkTest {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Test
    void a_project_allows_no_host_until_a_manager_does() {
        String project = api.newProject();
        String network = "/api/v1/projects/" + project + "/network";
        Api.Caller member = api.member(project, "MEMBER");
        Api.Caller manager = api.member(project, "MANAGER");
        assertThat(member.get(network).expect(200).json().path("hosts").size()).isZero();
        member.put(network, "{\"hosts\": [\"huggingface.co\"]}").expect(403);
        manager.put(network, "{\"hosts\": [\"huggingface.co\", \"*.huggingface.co\", \"huggingface.co\"]}")
                .expect(200);
        manager.put(network, "{\"hosts\": [\"*.huggingface.co\", \"pypi.org\"]}")
                .expect(200);
        assertThat(member.get(network).json().path("hosts").toString())
                .isEqualTo("[\"*.huggingface.co\",\"pypi.org\"]");
        assertThat(manager.get("/api/v1/projects/" + project + "/audit").json().toString())
                .contains("compute.network_hosts_put", "pypi.org");
        assertThat(manager.put(network, "{\"hosts\": []}")
                        .expect(200)
                        .json()
                        .path("hosts")
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "*",
                "*.com",
                "10.0.0.1",
                "169.254.169.254",
                "[::1]",
                "example.org:443",
                "https://example.org",
                "example.org/path",
                "EXAMPLE.org",
                "a.*.org",
                "exa mple.org",
                "-x.example.org",
                "한국.kr"
            })
    void what_is_no_host_is_refused(String host) {
        String project = api.newProject();
        Api.Answer answer = api.admin()
                .put("/api/v1/projects/" + project + "/network", "{\"hosts\": [\"example.org\", \"" + host + "\"]}");
        assertThat(answer.expect(400).json().path("errors").get(0).path("field").asString())
                .isEqualTo("hosts[1]");
        assertThat(api.admin()
                        .get("/api/v1/projects/" + project + "/network")
                        .json()
                        .path("hosts")
                        .size())
                .isZero();
    }

    @Test
    void a_session_learns_what_its_project_allows() {
        Programs.requireSandbox();
        String project = api.newProject();
        Api.Caller manager = api.member(project, "MANAGER");
        manager.put("/api/v1/projects/" + project + "/network", "{\"hosts\": [\"models.example.org\"]}")
                .expect(200);
        String session = Programs.run(manager, project, """
                import os, urllib.request
                print(os.environ["HTTPS_PROXY"])
                try:
                    urllib.request.urlopen("https://elsewhere.example.org/", timeout=20)
                except OSError as refused:
                    print(refused)
                """);
        Programs.await(manager, session, Session.State.SUCCEEDED);
        assertThat(Programs.log(manager, session))
                .contains("http://127.0.0.1:5000")
                .contains("may not reach elsewhere.example.org: its project allows models.example.org");
        assertThat(jdbc.sql("select work_order::text from compute.attempt where session_id = :session_id")
                        .param("session_id", UUID.fromString(session))
                        .query(String.class)
                        .single())
                .contains("\"hosts\": [\"models.example.org\"]");
    }
}
