package org.dure.server.sweeps.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dure.base.Reason;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.dure.server.people.Caller;
import org.dure.server.people.account.AccountService;
import org.dure.server.sweeps.Sweep;
import org.dure.server.sweeps.SweepReason;
import org.dure.server.sweeps.Trial;
import org.dure.server.sweeps.trial.TrialSessions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// What a death of the server at any step of a sweep leaves behind, and how the sweep goes on from it.
@ServerTest
@Import(Api.class)
class SweepCrashTest {

    private static final class Death extends RuntimeException {}

    @Autowired
    Api api;

    @Autowired
    SweepRepository sweeps;

    @Autowired
    TrialSessions sessions;

    @Autowired
    Planner planner;

    @Autowired
    AccountService accounts;

    @Autowired
    TransactionTemplate transactions;

    @Test
    void no_trial_is_submitted_twice_and_none_is_lost() throws Exception {
        Programs.requireSandbox();
        String project = api.newProject();
        Api.Caller member = api.member(project, "MEMBER");
        String id = member.post("/api/v1/projects/" + project + "/sweeps", """
                        {"name": "crash", "algorithm": "RANDOM", "trials": 2, "parallel": 1,
                         "objective": {"metric": "loss"}, "parameters": [{"name": "x", "type": "BOOLEAN"}],
                         "session": {"program": {"program_id": "%s", "command": ["python3", "main.py"]},
                                     "needs": {"cpus": 0.25, "memory_bytes": 134217728}}}
                        """.formatted(
                                Programs.upload(member, project, "print('dure: {\"loss\": 1}')")))
                .expect(201)
                .json()
                .path("id")
                .asString();
        // Until the first trial has ended, the worker submits no second one.
        UUID sweepId = UUID.fromString(id);
        Trial planned = transactions.execute(status -> {
            sweeps.lock(sweepId);
            Sweep sweep = sweeps.find(sweepId).orElseThrow();
            return planner.next(sweep, Trial.State.PLANNED, Reason.of(SweepReason.TRIAL_PLANNED), null)
                    .orElseThrow();
        });
        Sweep sweep = sweeps.find(sweepId).orElseThrow();
        Caller owner = accounts.caller(sweep.owner().accountId(), null).orElseThrow();

        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    sweeps.lock(sweepId);
                    sessions.submit(owner, sweep, planned);
                    throw new Death();
                }))
                .isInstanceOf(Death.class);
        JsonNode done = awaitDone(member, id);

        assertThat(done.path("progress").path("done").asInt()).isEqualTo(2);
        assertThat(names(member, project)).containsExactlyInAnyOrder("crash-0", "crash-1");
        sessions.submit(owner, sweep, planned);
        assertThat(names(member, project)).containsExactlyInAnyOrder("crash-0", "crash-1");
    }

    private static JsonNode awaitDone(Api.Caller member, String id) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(180);
        while (true) {
            JsonNode sweep = member.get("/api/v1/sweeps/" + id).expect(200).json();
            if (sweep.path("state").asString().equals("DONE")) {
                return sweep;
            }
            assertThat(Instant.now()).as(sweep.toPrettyString()).isBefore(deadline);
            Thread.sleep(200);
        }
    }

    private static List<String> names(Api.Caller member, String project) {
        List<String> names = new ArrayList<>();
        member.get("/api/v1/projects/" + project + "/sessions")
                .expect(200)
                .json()
                .path("items")
                .forEach(session -> names.add(session.path("name").asString()));
        return names;
    }
}
