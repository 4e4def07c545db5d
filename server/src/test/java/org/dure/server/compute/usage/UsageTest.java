package org.dure.server.compute.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Leases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class UsageTest {

    private static final Offset<Double> CLOSE = Offset.offset(1e-6);
    private static final String DAYS = "from=2025-03-01&to=2025-03-03";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private String project;
    private Leases leases;

    @BeforeEach
    void project() {
        project = api.newProject();
        leases = new Leases(jdbc);
    }

    @Test
    void hours_are_derived_from_leases_and_cut_at_midnight_and_at_the_days_asked_for() {
        hold("GPU", "kim", "2025-02-28T23:00:00Z", "2025-03-02T06:00:00Z");
        hold("CPU", "kim", "2025-03-02T12:00:00Z", "2025-03-02T12:30:00Z");
        hold("GPU", "lee", "2025-03-03T23:00:00Z", "2025-03-04T23:00:00Z");
        JsonNode days = usage("&daily=true&by=PROJECT");
        assertThat(days.path("items")).hasSize(3);
        assertThat(days.at("/items/0/day").asString()).isEqualTo("2025-03-03");
        assertThat(days.at("/items/0/gpu_hours").asDouble()).isCloseTo(1, CLOSE);
        assertThat(days.at("/items/1/gpu_hours").asDouble()).isCloseTo(6, CLOSE);
        assertThat(days.at("/items/1/cpu_hours").asDouble()).isCloseTo(0.5, CLOSE);
        assertThat(days.at("/items/2/gpu_hours").asDouble()).isCloseTo(24, CLOSE);
        JsonNode people = usage("&by=PERSON");
        assertThat(people.at("/items/0/person").asString()).isEqualTo("kim");
        assertThat(people.at("/items/0/gpu_hours").asDouble()).isCloseTo(30, CLOSE);
        assertThat(people.at("/items/1/gpu_hours").asDouble()).isCloseTo(1, CLOSE);
        assertThat(people.at("/items/0/cost").isNull()).isTrue();
    }

    @Test
    void what_was_used_before_a_price_changed_keeps_its_price() {
        price("GPU", "2025-03-01T00:00:00Z", 1000);
        price("GPU", "2025-03-02T00:00:00Z", 3000);
        hold("GPU", "kim", "2025-03-01T22:00:00Z", "2025-03-02T01:00:00Z");
        assertThat(usage("").at("/items/0/cost").asDouble()).isCloseTo(5000, CLOSE);
        jdbc.sql("delete from compute.price").update();
    }

    @Test
    void a_problem_is_told_with_its_id_also_where_nobody_knows_its_name() {
        String problem = UUID.randomUUID().toString();
        leases.held(project, "GPU", "kim", problem, at("2025-03-01T00:00:00Z"), at("2025-03-01T02:00:00Z"));
        JsonNode row = usage("&by=PROBLEM").at("/items/0");
        assertThat(row.path("problem_id").asString()).isEqualTo(problem);
        assertThat(row.path("problem_name").isNull()).isTrue();
        assertThat(row.path("gpu_hours").asDouble()).isCloseTo(2, CLOSE);
    }

    @Test
    void other_projects_are_told_together_or_not_at_all() {
        hold("GPU", "kim", "2025-03-01T00:00:00Z", "2025-03-01T04:00:00Z");
        Api.Caller stranger = api.member(api.newProject(), "VIEWER");
        assertThat(stranger.get("/api/v1/usage/compute?" + DAYS)
                        .expect(200)
                        .json()
                        .path("items"))
                .isEmpty();
        JsonNode others = stranger.get("/api/v1/usage/compute?others=true&" + DAYS)
                .expect(200)
                .json();
        assertThat(others.at("/items/0/project_id").isNull()).isTrue();
        assertThat(others.at("/items/0/gpu_hours").asDouble()).isGreaterThanOrEqualTo(4);
        stranger.get("/api/v1/usage/compute?project=" + project).expect(404);
    }

    @Test
    void a_spreadsheet_gets_csv_in_which_no_name_is_a_formula() {
        hold("GPU", "=cmd|'x',\"y\"", "2025-03-01T00:00:00Z", "2025-03-01T01:00:00Z");
        Api.Answer answer = api.admin()
                .get("/api/v1/usage/compute.csv?project=" + project + "&by=PERSON&" + DAYS)
                .expect(200);
        assertThat(answer.body().lines().toList())
                .containsExactly(
                        "day,project,person,problem,session,gpu_hours,cpu_hours,cost,currency",
                        "2025-03-01," + name() + ",\"'=cmd|'x',\"\"y\"\"\",,,1.0000,0.0000,,");
        assertThat(api.admin()
                        .get("/api/v1/usage/compute.csv?bom=true&project=" + project + "&" + DAYS)
                        .expect(200)
                        .body())
                .startsWith("\uFEFFday,");
    }

    @Test
    void an_administrator_sets_prices_and_wrong_questions_are_named() {
        api.admin()
                .put("/api/v1/prices", "{\"kind\": \"CPU\", \"per_hour\": 12.5}")
                .expect(200);
        assertThat(api.admin().get("/api/v1/prices").expect(200).body()).contains("12.5", "KRW");
        jdbc.sql("delete from compute.price").update();
        assertThat(api.admin()
                        .put("/api/v1/prices", "{\"kind\": \"TPU\"}")
                        .expect(400)
                        .body())
                .contains("kind");
        api.member(project, "MANAGER")
                .put("/api/v1/prices", "{\"kind\": \"CPU\", \"per_hour\": 1}")
                .expect(403);
        assertThat(api.admin()
                        .get("/api/v1/usage/compute?from=2025-03-09&to=2025-03-01")
                        .expect(400)
                        .body())
                .contains("from");
    }

    private JsonNode usage(String more) {
        return api.admin()
                .get("/api/v1/usage/compute?project=" + project + "&" + DAYS + more)
                .expect(200)
                .json();
    }

    private void hold(String kind, String person, String from, String until) {
        leases.held(project, kind, person, null, at(from), at(until));
    }

    private void price(String kind, String since, double perHour) {
        jdbc.sql("insert into compute.price values ('local', :kind, cast(:since as timestamptz), :per_hour, 'test')")
                .param("kind", kind)
                .param("since", since)
                .param("per_hour", perHour)
                .update();
    }

    private String name() {
        return api.admin()
                .get("/api/v1/projects/" + project)
                .expect(200)
                .json()
                .path("name")
                .asString();
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }
}
