package org.dure.server.models.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.models.ModelVersion;
import org.dure.server.models.evaluation.Contest;
import org.dure.server.problems.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class ChampionTest {

    @Autowired
    Api api;

    @Autowired
    AutowireCapableBeanFactory beans;

    String project;
    Api.Caller member;
    Contest contest;
    Problem problem;

    @BeforeEach
    void problem() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        contest = Contest.of(beans);
        problem = contest.problem(member, project);
    }

    private JsonNode latest() {
        return member.get("/api/v1/problems/" + problem.id() + "/comparisons")
                .expect(200)
                .json()
                .path("items")
                .get(0);
    }

    private int champion() {
        JsonNode champion = member.get("/api/v1/problems/" + problem.id() + "/champions")
                .expect(200)
                .json()
                .path("items")
                .get(0);
        assertThat(champion.path("until").isNull()).isTrue();
        return champion.path("number").asInt();
    }

    private JsonNode endpoint(ModelVersion version, boolean follow) {
        return member.post(
                        "/api/v1/projects/" + project + "/endpoints",
                        "{\"name\":\"tiny\",\"model_id\":\"%s\",\"version\":%d,\"follow_champion\":%b}"
                                .formatted(version.modelId(), version.number(), follow))
                .expect(201)
                .json();
    }

    @Test
    void while_nobody_depends_on_it_the_higher_score_takes_the_place_and_of_equal_ones_the_earlier_stays() {
        contest.judged(problem, 0, 20);
        assertThat(latest().path("rule").asString()).isEqualTo("FIRST");
        contest.judged(problem, 20, 40);
        assertThat(champion()).isEqualTo(1);
        assertThat(latest().path("rule").asString()).isEqualTo("HIGHER_SCORE");
        contest.judged(problem, 0, 21);
        assertThat(champion()).isEqualTo(3);
        contest.judged(problem, 0, 10);
        assertThat(champion()).isEqualTo(3);
    }

    @Test
    void a_deployed_champion_is_replaced_only_where_the_paired_test_says_that_the_challenger_is_better() {
        ModelVersion first = contest.judged(problem, 0, 24);
        endpoint(first, false);
        contest.judged(problem, 0, 27);
        assertThat(champion()).isEqualTo(1);
        JsonNode kept = latest();
        assertThat(kept.path("rule").asString()).isEqualTo("PAIRED_TEST");
        assertThat(kept.path("decision").asString()).isEqualTo("KEPT");
        assertThat(kept.path("items").asInt()).isEqualTo(40);
        assertThat(kept.path("both_right").asInt()).isEqualTo(24);
        assertThat(kept.path("only_champion_right").asInt()).isZero();
        assertThat(kept.path("only_challenger_right").asInt()).isEqualTo(3);
        assertThat(kept.path("both_wrong").asInt()).isEqualTo(13);
        assertThat(kept.path("p_value").asDouble()).isCloseTo(0.125, within(1e-12));
        assertThat(kept.path("alpha").asDouble()).isEqualTo(0.05);
        contest.judged(problem, 0, 29);
        assertThat(champion()).isEqualTo(3);
        assertThat(latest().path("p_value").asDouble()).isCloseTo(1 / 32.0, within(1e-12));
        assertThat(latest().path("reason").path("text").asString()).contains("p = 0.03125", "below 0.05");
        contest.judged(problem, 0, 5);
        assertThat(champion()).isEqualTo(3);
    }

    @Test
    void an_endpoint_that_follows_the_champion_gets_the_new_one_by_itself() throws Exception {
        ModelVersion first = contest.judged(problem, 0, 24);
        String endpoint = endpoint(first, true).path("id").asString();
        contest.judged(problem, 0, 40);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        JsonNode live;
        do {
            Thread.sleep(50);
            live = member.get("/api/v1/endpoints/" + endpoint)
                    .expect(200)
                    .json()
                    .path("live");
        } while (live.path("model_version").asInt() != 2 && Instant.now().isBefore(deadline));
        assertThat(live.path("model_version").asInt()).isEqualTo(2);
        assertThat(live.path("cause").asString()).isEqualTo("CHAMPION");
    }

    @Test
    void the_leaderboard_names_the_best_first_and_says_who_is_champion() {
        contest.judged(problem, 0, 30);
        contest.judged(problem, 0, 20);
        JsonNode items = member.get("/api/v1/problems/" + problem.id() + "/leaderboard")
                .expect(200)
                .json()
                .path("items");
        assertThat(items.get(0).path("rank").asInt()).isEqualTo(1);
        assertThat(items.get(0).path("hidden_accuracy").asDouble()).isEqualTo(0.75);
        assertThat(items.get(0).path("champion").asBoolean()).isTrue();
        assertThat(items.get(1).path("champion").asBoolean()).isFalse();
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.get("/api/v1/problems/" + problem.id() + "/leaderboard").expect(404);
    }

    @Test
    void which_items_were_right_is_never_told() {
        ModelVersion version = contest.judged(problem, 0, 30);
        String evaluations = member.get("/api/v1/models/" + version.modelId() + "/versions/1/evaluations")
                .expect(200)
                .body();
        assertThat(evaluations).contains("\"correct\":30").doesNotContain("outcomes");
    }
}
