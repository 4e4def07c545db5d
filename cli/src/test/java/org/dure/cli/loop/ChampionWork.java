package org.dure.cli.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dure.base.Json;
import tools.jackson.databind.JsonNode;

/// Lets models compete, one after the other: better ones, which become champions, and worse ones.
final class ChampionWork implements Work {

    private static final int PROBLEMS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration DECIDED_LIMIT = Duration.ofSeconds(60);
    private static final Set<String> JUDGED = Set.of("EVALUATED", "FAILED");

    /// Each finds what breaks its law. `%s` are the ids of the problems.
    private static final Map<String, String> LAWS = Map.of(
            "a version that was not evaluated exactly once on the hidden part", """
                    select v.id || ': ' || count(e.id) from models.version v
                    join models.model m on m.id = v.model_id and m.problem_id in (%s)
                    left join models.evaluation e on e.version_id = v.id group by v.id having count(e.id) <> 1""",
            "an evaluation without an end, or failed although its session was not lost for good", """
                    select e.id || ': ' || e.state || ', session ' || coalesce(s.state, 'none') from models.evaluation e
                    left join compute.session s on s.id = e.session_id where e.problem_id in (%s)
                    and not (e.state = 'DONE' or (e.state = 'FAILED' and s.state = 'LOST'))""",
            "an evaluation that had not exactly one session", """
                    select e.id || ': ' || count(s.id) from models.evaluation e
                    left join compute.session s on s.context ->> 'evaluation' = e.id::text
                    where e.problem_id in (%s) group by e.id having count(s.id) <> 1""",
            "an evaluated version that was not compared exactly once", """
                    select e.version_id || ': ' || count(c.id) from models.evaluation e
                    left join models.comparison c on c.challenger_version_id = e.version_id
                    where e.problem_id in (%s) group by e.version_id, e.state
                    having count(c.id) <> case e.state when 'DONE' then 1 else 0 end""",
            "a problem with another number of champions than one", """
                    select c.problem_id || ': ' || count(*) filter (where c.until is null) from models.champion c
                    where c.problem_id in (%s) group by c.problem_id having count(*) filter (where c.until is null) <> 1""",
            "a champion that did not come when the one before went", """
                    select id::text from (select id, until, lead(since) over later as next from models.champion
                    where problem_id in (%s) window later as (partition by problem_id order by since, id)) c
                    where until is distinct from next""",
            "a champion without the comparison with the one before that it won", """
                    select h.id::text from (select *, lag(version_id) over (partition by problem_id order by since, id)
                    as before from models.champion where problem_id in (%s)) h
                    left join models.comparison c on c.id = h.comparison_id and c.decision = 'REPLACED'
                    and c.challenger_version_id = h.version_id and c.champion_version_id is not distinct from h.before
                    where c.id is null""",
            "a comparison that was won and made no champion", """
                    select c.id::text from models.comparison c left join models.champion h on h.comparison_id = c.id
                    where c.problem_id in (%s) and c.decision = 'REPLACED' group by c.id having count(h.id) <> 1""");

    private final Platform platform;
    private final Client client;
    private final String project;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private int sent;
    private int evaluated;

    ChampionWork(Platform platform, Client client, String project) throws IOException, InterruptedException {
        this.platform = platform;
        this.client = client;
        this.project = project;
        Judged judged = Judged.dataset(client, project, "judged");
        for (int number = 1; number <= PROBLEMS; number++) {
            problems.add(judged.problem("judged-" + number));
        }
    }

    @Override
    public void step() throws IOException, InterruptedException {
        String problem = problems.get(sent / TinyModel.CLASSES % PROBLEMS);
        byte[] model = TinyModel.zip(sent++ % TinyModel.CLASSES);
        JsonNode version = client.send("POST", project + "/models/upload?problem=" + problem, model, "application/zip");
        acknowledged.add(version.path("id").asString());
        String path = "/api/v1/models/" + version.path("model_id").asString() + "/versions/"
                + version.path("number").asInt();
        String state = Await.until(LIMIT, () -> {
            String now = client.get(path).path("state").asString();
            return JUDGED.contains(now) ? now : null;
        });
        assertThat(state).as("version %s is judged in time", path).isNotNull();
        evaluated += "EVALUATED".equals(state) ? 1 : 0;
    }

    @Override
    public void verify() throws Exception {
        assertThat(evaluated).as("models judged").isPositive();
        String ids = "'" + String.join("', '", problems) + "'";
        try (Connection database = platform.database()) {
            assertThat(Rows.strings(database, "select id from models.version")).containsAll(acknowledged);
            for (Map.Entry<String, String> law : LAWS.entrySet()) {
                String query = law.getValue().replace("%s", ids);
                Await.until(DECIDED_LIMIT, () -> broken(database, query).isEmpty() ? true : null);
                assertThat(broken(database, query)).as(law.getKey()).isEmpty();
            }
        }
        for (String problem : problems) {
            List<String> now = new ArrayList<>();
            client.get("/api/v1/problems/" + problem + "/champions")
                    .path("items")
                    .forEach(champion -> {
                        if (champion.path("until").isNull()) {
                            now.add(Json.MAPPER.writeValueAsString(champion));
                        }
                    });
            assertThat(now).as("champions of %s, as people see them", problem).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static List<String> broken(Connection database, String query) {
        try {
            return Rows.strings(database, query);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    @Override
    public String figures() {
        return acknowledged.size() + " models competed, " + evaluated + " were evaluated";
    }
}
