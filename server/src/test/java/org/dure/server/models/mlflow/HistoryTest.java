package org.dure.server.models.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.models.evaluation.Contest;
import org.dure.server.problems.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/// The registry over the API of the pages: what is changed there, and the history of it.
@ServerTest
@Import(Api.class)
class HistoryTest {

    @Autowired
    Api api;

    @Autowired
    AutowireCapableBeanFactory beans;

    private String project;
    private Api.Caller member;
    private RegistryWire wire;

    @BeforeEach
    void a_member_of_one_project() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        wire = new RegistryWire(member);
    }

    private String model(String name) {
        return "/api/v1/models/"
                + member.get("/api/v1/projects/" + project + "/models?search=" + name)
                        .expect(200)
                        .json()
                        .path("items")
                        .get(0)
                        .path("id")
                        .asString();
    }

    /// As `kind version before>after comment`, the newest first.
    private List<String> history(String path) {
        return member.get(path)
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .map(HistoryTest::line)
                .toList();
    }

    private static String line(JsonNode entry) {
        return entry.path("kind").asString() + " " + entry.path("version").asString("-") + " "
                + entry.path("before").asString("-") + ">" + entry.path("after").asString("-") + " "
                + entry.path("comment").asString();
    }

    @Test
    void who_promoted_what_when_and_why_is_told() {
        wire.make("net");
        wire.register("net", "runs:/a/model");
        wire.register("net", "runs:/b/model");
        String model = model("net");
        member.put(model + "/aliases/best", "{\"version\":1,\"comment\":\"lowest loss\"}")
                .expect(200);
        JsonNode told = member.put(model + "/aliases/best", "{\"version\":2,\"comment\":\"lower still\"}")
                .expect(200)
                .json();
        assertThat(told.path("aliases").path("best").asInt()).isEqualTo(2);
        member.post(model + "/versions/1/stage", "{\"stage\":\"Production\",\"comment\":\"signed off\"}")
                .expect(200);
        JsonNode moved = member.post(
                        model + "/versions/2/stage",
                        "{\"stage\":\"Production\",\"comment\":\"takes over\",\"archive_others\":true}")
                .expect(200)
                .json();
        assertThat(moved.path("stage").asString()).isEqualTo("Production");
        assertThat(moved.path("aliases").get(0).asString()).isEqualTo("best");
        member.send("DELETE", model + "/aliases/best?comment=enough", null).expect(204);
        assertThat(history(model + "/history"))
                .containsExactlyInAnyOrder(
                        "ALIAS_DELETED 2 2>- enough",
                        "STAGE_SET 2 None>Production takes over",
                        "STAGE_SET 1 Production>Archived takes over",
                        "STAGE_SET 1 None>Production signed off",
                        "ALIAS_SET 2 1>2 lower still",
                        "ALIAS_SET 1 ->1 lowest loss",
                        "VERSION_REGISTERED 2 ->runs:/b/model ",
                        "VERSION_REGISTERED 1 ->runs:/a/model ",
                        "MODEL_MADE - ->net ");
        assertThat(history(model + "/history").getFirst()).startsWith("ALIAS_DELETED");
        assertThat(history(model + "/history?version=1")).hasSize(4);
        JsonNode page = member.get(model + "/history?limit=4").expect(200).json();
        assertThat(history(
                        model + "/history?limit=10&after=" + page.path("next").asString()))
                .hasSize(5);
        String audit = api.admin()
                .get("/api/v1/projects/" + project + "/audit")
                .expect(200)
                .body();
        assertThat(audit).contains("models.stage_set", "models.alias_set", "models.version_registered", "signed off");
    }

    @Test
    void decisions_over_the_champion_stand_in_the_same_history() {
        Contest contest = Contest.of(beans);
        Problem problem = contest.problem(member, project);
        contest.judged(problem, 0, 20);
        contest.judged(problem, 0, 30);
        contest.judged(problem, 0, 10);
        assertThat(history(model("tiny") + "/history").stream().filter(entry -> entry.startsWith("CHAMPION")))
                .containsExactly(
                        "CHAMPION_KEPT 3 tiny 2>tiny 3 ",
                        "CHAMPION_REPLACED 2 tiny 1>tiny 2 ",
                        "CHAMPION_REPLACED 1 ->tiny 1 ");
        assertThat(member.get(model("tiny") + "/history")
                        .expect(200)
                        .json()
                        .path("items")
                        .get(0)
                        .path("reason")
                        .path("text")
                        .asString())
                .contains("hidden items rightly");
    }

    @Test
    void models_and_versions_are_described_tagged_found_and_deleted() {
        wire.make("net");
        wire.register("net", "runs:/a/model");
        String model = model("net");
        member.send("PATCH", model, "{\"name\":\"tree\",\"description\":\"sorts <b>leaves</b>\"}")
                .expect(200);
        assertThat(model("LEAVES")).isEqualTo(model);
        member.send("PATCH", model + "/versions/1", "{\"description\":\"first\"}")
                .expect(200);
        assertThat(member.put(model + "/tags", "{\"key\":\"team/one\",\"value\":\"vision\"}")
                        .expect(200)
                        .json()
                        .path("tags")
                        .path("team/one")
                        .asString())
                .isEqualTo("vision");
        member.put(model + "/versions/1/tags", "{\"key\":\"ok\",\"value\":\"\"}")
                .expect(200);
        JsonNode version = member.get(model + "/versions/1").expect(200).json();
        assertThat(version.path("model_name").asString()).isEqualTo("tree");
        assertThat(version.path("description").asString()).isEqualTo("first");
        assertThat(version.path("tags").has("ok")).isTrue();
        member.delete(model + "/tags?key=team/one").expect(204);
        member.delete(model + "/versions/1/tags?key=ok").expect(204);
        member.delete(model + "/versions/1").expect(204);
        member.get(model + "/versions/1").expect(404);
        member.delete(model).expect(204);
        member.get(model).expect(404);
        member.get(model + "/history").expect(404);
    }

    @Test
    void what_cannot_be_used_is_told_with_its_field() {
        wire.make("net");
        wire.make("other");
        wire.register("net", "runs:/a/model");
        String model = model("net");
        assertThat(member.send("PATCH", model, "{\"name\":\"a/b\"}").expect(400).detail())
                .contains("name");
        member.send("PATCH", model, "{\"name\":\"other\"}").expect(409);
        assertThat(member.put(model + "/aliases/latest", "{\"version\":1}")
                        .expect(400)
                        .detail())
                .contains("reserved");
        member.put(model + "/aliases/best", "{}").expect(400);
        member.put(model + "/aliases/best", "{\"version\":9}").expect(404);
        assertThat(member.post(model + "/versions/1/stage", "{\"stage\":\"Live\"}")
                        .expect(400)
                        .detail())
                .contains("Staging");
        member.post(model + "/versions/1/stage", "{\"stage\":\"None\",\"archive_others\":true}")
                .expect(400);
        member.post(model + "/versions/1/stage", "{\"stage\":\"Staging\",\"comment\":\"" + "x".repeat(2_001) + "\"}")
                .expect(400);
        member.put(model + "/tags", "{\"key\":\"dure.mine\",\"value\":\"\"}").expect(400);
        member.put(model + "/tags", "{\"value\":\"\"}").expect(400);
        Api.Caller viewer = api.member(project, "VIEWER");
        viewer.get(model + "/history").expect(200);
        viewer.put(model + "/aliases/best", "{\"version\":1}").expect(403);
        viewer.post(model + "/versions/1/stage", "{\"stage\":\"Staging\"}").expect(403);
    }
}
