package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Program;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.session.SessionService;
import org.dure.server.compute.session.SessionSteps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/// What becomes of sessions whose agents, or whose platform, end at the wrong moment.
class LossTest extends SandboxTest {

    @Autowired
    SessionService sessions;

    @Autowired
    SessionSteps steps;

    @Autowired
    AttemptRepository attempts;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void a_session_that_loses_three_attempts_is_lost() {
        String session = Programs.run(member, project, SLEEP);
        for (int number = 1; number <= 3; number++) {
            ProcessHandle.of(pid(session, number)).orElseThrow().destroyForcibly();
        }
        var lost = Programs.await(member, session, Session.State.LOST);
        assertThat(lost.path("reason").path("text").asString()).contains("3 attempts were lost");
        assertThat(jdbc.sql("select count(*) from compute.attempt where session_id = cast(:id as uuid)")
                        .param("id", session)
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void an_attempt_that_was_claimed_and_never_started_is_followed_by_one_that_runs() {
        String program = Programs.upload(member, project, "print('done')");
        String id = Objects.requireNonNull(transactions.execute(status -> {
            UUID claimed = sessions.submitForPlatform(UUID.fromString(project), session(UUID.fromString(program)))
                    .id();
            attempts.insert(Ids.next(), claimed, Instant.now());
            steps.enter(
                    claimed,
                    Session.State.STARTING,
                    Reason.of(SessionReason.GOT_SLOTS, Map.of("slots", "cpu-0")),
                    "Dure",
                    null);
            return claimed.toString();
        }));
        var ended = Programs.await(member, id, Session.State.SUCCEEDED);
        assertThat(ended.path("attempt").asInt()).isEqualTo(2);
    }

    @Test
    @Tag("long")
    void an_agent_that_falls_silent_is_lost_and_killed() throws Exception {
        String session = Programs.run(member, project, SLEEP);
        Programs.awaitLog(member, session, "running");
        long pid = pid(session, 1);
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        pid(session, 2);
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        var steps = member.get("/api/v1/sessions/" + session + "/transitions")
                .expect(200)
                .json()
                .path("items");
        assertThat(steps.findValues("cause"))
                .anyMatch(cause -> cause.path("text").asString().contains("silent for"));
        member.post("/api/v1/sessions/" + session + "/stop", "{\"reason\": \"the test is over\"}")
                .expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    /// Of the agent, once this attempt has one.
    private long pid(String session, int number) {
        Instant deadline = Instant.now().plusSeconds(90);
        while (Instant.now().isBefore(deadline)) {
            var handle = jdbc.sql("""
                            select handle from compute.attempt
                            where session_id = cast(:id as uuid) and number = :number and handle is not null
                            """)
                    .param("id", session)
                    .param("number", number)
                    .query(String.class)
                    .optional();
            if (handle.isPresent()) {
                return Long.parseLong(handle.get().split(":")[0]);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("attempt " + number + " was not started");
    }

    private static NewSession session(UUID program) {
        return new NewSession(
                "claimed",
                Session.Kind.TRAINING,
                new Program.Bundle(program, List.of("python3", "main.py")),
                List.of(),
                Map.of(),
                new Session.Needs(0.25, 128L << 20, 0),
                60L,
                Map.of());
    }
}
