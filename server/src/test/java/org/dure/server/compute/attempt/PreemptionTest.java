package org.dure.server.compute.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.server.Locks;
import org.dure.server.compute.Programs;
import org.dure.server.compute.SandboxTest;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionReason;
import org.dure.server.compute.cost.CostService;
import org.dure.server.compute.cost.VictimCost;
import org.dure.server.compute.session.SessionPauses;
import org.dure.server.compute.session.SessionService;
import org.dure.server.people.Caller;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Sessions that make room, by real agents in real sandboxes.
class PreemptionTest extends SandboxTest {

    /// Counts on from its checkpoint; saves when it is asked to; ends when it was resumed.
    private static final String COUNTS = """
            import pathlib, time
            checkpoint = pathlib.Path("/checkpoint")
            step = int((checkpoint / "step").read_text()) if (checkpoint / "step").exists() else 0
            if step:
                print("resumed at", step, flush=True)
                raise SystemExit(0)
            print("running", flush=True)
            while True:
                step += 1
                time.sleep(0.05)
                if (checkpoint / ".save").exists():
                    (checkpoint / "step").write_text(str(step))
                    (checkpoint / ".save").unlink()
                    (checkpoint / ".ready").touch()
            """;

    @Autowired
    Preemption preemption;

    @Autowired
    CostService costs;

    @Autowired
    Endings endings;

    @Autowired
    SessionService sessions;

    @Autowired
    SessionPauses pauses;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void a_session_that_makes_room_saves_waits_and_goes_on_from_its_checkpoint() {
        String session = Programs.run(member, project, COUNTS);
        Programs.awaitLog(member, session, "running");
        assertThat(costs.victims()).extracting(VictimCost::sessionId).contains(UUID.fromString(session));
        Reason cause = Reason.of(SessionReason.ROOM_FOR_OTHERS);
        assertThat(preemption.preempt(UUID.fromString(session), cause, "Dure")).isPresent();
        assertThat(preemption.preempt(UUID.fromString(session), cause, "Dure")).isPresent();
        assertThat(costs.victims()).extracting(VictimCost::sessionId).doesNotContain(UUID.fromString(session));

        JsonNode ended = Programs.await(member, session, Session.State.SUCCEEDED);
        assertThat(ended.path("attempt").asInt()).isEqualTo(2);
        assertThat(ended.path("life").path("can_checkpoint").asString()).isEqualTo("YES");
        assertThat(Programs.log(member, session)).contains("resumed at");
        assertThat(causes(session))
                .anyMatch(text -> text.equals("made room, the next attempt goes on from checkpoint 1: "
                        + "its slots are needed for another project; made room after it had saved checkpoint 1"));
        assertThat(attempts(session)).containsExactly("PREEMPTED", "SUCCEEDED");
        assertThat(jdbc.sql("""
                        select count(*) from compute.preemption m join compute.attempt a on a.id = m.attempt_id
                        where a.session_id = cast(:id as uuid) and m.saved_at is not null and m.ended_at is not null
                        """).param("id", session).query(Integer.class).single())
                .isEqualTo(1);
    }

    @Test
    void a_paused_session_gives_its_slots_away_and_gets_none_until_it_is_resumed() {
        String session = Programs.run(member, project, COUNTS);
        Programs.awaitLog(member, session, "running");
        member.post(path(session, "pause"), "{\"reason\": \"lunch\"}").expect(200);
        member.post(path(session, "pause"), "{\"reason\": \"again\"}").expect(200);
        JsonNode waiting = Programs.await(member, session, Session.State.WAITING);
        assertThat(waiting.path("life")
                        .path("pause")
                        .path("reason")
                        .path("text")
                        .asString())
                .isEqualTo("lunch");
        assertThat(waiting.path("reason").path("text").asString())
                .startsWith("paused by person-")
                .contains("lunch", "goes on from checkpoint 1");
        assertThat(leases(session)).isZero();

        member.post(path(session, "resume"), "{}").expect(200);
        assertThat(Programs.await(member, session, Session.State.SUCCEEDED)
                        .path("attempt")
                        .asInt())
                .isEqualTo(2);
        assertThat(Programs.log(member, session)).contains("resumed at");
        member.post(path(session, "pause"), "{\"reason\": \"too late\"}").expect(409);
    }

    /// The stop is not stored yet when the session goes back into the queue, where nothing would stop it again.
    @Test
    void who_stops_a_paused_session_that_makes_room_just_then_has_stopped_it() {
        String session = Programs.run(member, project, SLEEP);
        Programs.awaitLog(member, session, "running");
        UUID attempt = jdbc.sql("select id from compute.attempt where session_id = cast(:id as uuid)")
                .param("id", session)
                .query(UUID.class)
                .single();
        transactions.executeWithoutResult(status -> {
            pauses.pause(UUID.fromString(session), "Dure", Reason.inWords("others first"));
            sessions.stop(Caller.platform(), UUID.fromString(session), "enough");
            Thread.ofVirtual().start(() -> endings.makeRoom(attempt, Reason.of(AttemptReason.PREEMPTED_AT_START)));
            Locks.awaitWaiting(jdbc, "select state from compute.session%");
        });

        assertThat(Programs.await(member, session, Session.State.STOPPED)
                        .path("reason")
                        .path("text")
                        .asString())
                .contains("enough");
    }

    @Test
    void a_program_that_saves_nothing_is_marked_and_begins_anew() {
        String session = Programs.run(member, project, SLEEP);
        Programs.awaitLog(member, session, "running");
        member.post(path(session, "pause"), "{\"reason\": \"lunch\"}").expect(200);
        JsonNode waiting = Programs.await(member, session, Session.State.WAITING);
        assertThat(waiting.path("life").path("can_checkpoint").asString()).isEqualTo("NO");
        assertThat(waiting.path("reason").path("text").asString()).contains("the next attempt begins anew");
        stop(session);
    }

    @Test
    void an_agent_that_is_killed_while_it_makes_room_costs_nothing_and_is_not_counted() {
        String session = Programs.run(member, project, SLEEP);
        for (int number = 1; number <= 4; number++) {
            long pid = pid(session, number);
            preemption.preempt(UUID.fromString(session), Reason.of(SessionReason.ROOM_FOR_OTHERS), "Dure");
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }
        pid(session, 5);
        assertThat(leases(session)).isEqualTo(1);
        stop(session);
        assertThat(attempts(session)).startsWith("LOST", "LOST", "LOST", "LOST");
    }

    @Test
    void who_may_not_run_sessions_may_not_pause_them_and_strangers_do_not_know_them() {
        String session = Programs.run(member, project, SLEEP);
        String pause = "{\"reason\": \"mine\"}";
        api.member(api.newProject(), "MANAGER")
                .post(path(session, "pause"), pause)
                .expect(404);
        api.member(project, "VIEWER").post(path(session, "pause"), pause).expect(403);
        assertThat(member.post(path(session, "pause"), "{}").expect(400).body()).contains("reason");
        stop(session);
    }

    private void stop(String session) {
        member.post(path(session, "stop"), "{\"reason\": \"the test is over\"}").expect(200);
        Programs.await(member, session, Session.State.STOPPED);
    }

    private static String path(String session, String verb) {
        return "/api/v1/sessions/" + session + "/" + verb;
    }

    private List<String> causes(String session) {
        return member
                .get("/api/v1/sessions/" + session + "/transitions")
                .expect(200)
                .json()
                .path("items")
                .findValues("cause")
                .stream()
                .map(cause -> cause.path("text").asString())
                .toList();
    }

    private List<String> attempts(String session) {
        return jdbc.sql("select state from compute.attempt where session_id = cast(:id as uuid) order by number")
                .param("id", session)
                .query((row, number) -> row.getString("state"))
                .list();
    }

    private int leases(String session) {
        return jdbc.sql("""
                        select count(*) from compute.lease l join compute.attempt a on a.id = l.attempt_id
                        where a.session_id = cast(:id as uuid) and l.until_time is null
                        """).param("id", session).query(Integer.class).single();
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
                    .query((row, at) -> row.getString("handle"))
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
}
