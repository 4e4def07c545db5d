package org.dure.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/// Views that people keep of the run table.
@ServerTest
@Import(Api.class)
class SavedViewTest {

    @Autowired
    Api api;

    private String project;
    private String path;
    private Api.Caller member;

    @BeforeEach
    void a_member() {
        project = api.newProject();
        path = "/api/v1/projects/" + project + "/saved-views";
        member = api.member(project, "MEMBER");
    }

    private String save(Api.Caller caller, String name, boolean shared) {
        return caller.post(
                        path,
                        "{\"page\":\"RUNS\",\"name\":\"%s\",\"query\":\"q=a\",\"shared\":%s}".formatted(name, shared))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    private List<String> names(Api.Caller caller) {
        return caller.get(path).expect(200).json().path("items").values().stream()
                .map(view -> view.path("name").asString() + (view.path("mine").booleanValue() ? "*" : ""))
                .toList();
    }

    @Test
    void a_view_is_kept_changed_and_deleted() {
        String id = save(member, "good ones", false);
        assertThat(names(member)).containsExactly("good ones*");
        assertThat(member.put("/api/v1/saved-views/" + id, "{\"query\":\"q=b\"}")
                        .expect(200)
                        .json()
                        .path("query")
                        .asString())
                .isEqualTo("q=b");
        member.delete("/api/v1/saved-views/" + id).expect(204);
        assertThat(names(member)).isEmpty();
    }

    @Test
    void others_see_what_is_shared_and_change_nothing_of_it() {
        save(member, "mine", false);
        String shared = save(member, "ours", true);
        Api.Caller viewer = api.member(project, "VIEWER");
        save(viewer, "a viewer's own", false);
        assertThat(names(viewer)).containsExactly("a viewer's own*", "ours");
        viewer.put("/api/v1/saved-views/" + shared, "{\"name\":\"theirs\"}").expect(403);
        viewer.delete("/api/v1/saved-views/" + shared).expect(403);
        viewer.post(path, "{\"page\":\"RUNS\",\"name\":\"x\",\"query\":\"\",\"shared\":true}")
                .expect(403);
    }

    @Test
    void what_another_keeps_for_himself_is_not_there() {
        String id = save(member, "mine", false);
        api.member(project, "MEMBER").delete("/api/v1/saved-views/" + id).expect(404);
        Api.Caller foreign = api.member(api.newProject(), "MANAGER");
        foreign.get(path).expect(404);
        foreign.put("/api/v1/saved-views/" + id, "{}").expect(404);
    }

    @Test
    void bad_views_are_refused() {
        save(member, "taken", false);
        member.post(path, "{\"page\":\"RUNS\",\"name\":\"taken\",\"query\":\"\"}")
                .expect(409);
        member.post(path, "{\"page\":\"RUNS\",\"name\":\" \",\"query\":\"\"}").expect(400);
        member.post(path, "{\"page\":\"RUNS\",\"name\":\"a\\u0007\",\"query\":\"\"}")
                .expect(400);
        member.post(path, "{\"name\":\"a\",\"query\":\"\"}").expect(400);
        member.post(path, "{\"page\":\"RUNS\",\"name\":\"a\",\"query\":\"" + "x".repeat(16_001) + "\"}")
                .expect(400);
    }
}
