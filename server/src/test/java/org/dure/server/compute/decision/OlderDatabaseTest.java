package org.dure.server.compute.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.dure.base.Ids;
import org.dure.base.Json;
import org.dure.server.ServerTest;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.Pool;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.roster.Roster;
import org.dure.server.compute.roster.RosterService;
import org.dure.server.compute.slot.Slot;
import org.dure.server.compute.slot.SlotService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/// A database of the version before rosters (V081), with sessions in all states: after the upgrade who takes part, and
/// who gets slots first, is what its rows say.
@Tag("long")
@ServerTest
class OlderDatabaseTest {

    private static final String BEFORE_ROSTERS = "080";

    @Autowired
    private DataSource server;

    @Autowired
    private ApplicationContext context;

    private OlderDatabase older;
    private DefaultListableBeanFactory beans;
    private TransactionTemplate transactions;

    /// That a server which runs on after its start has, and goes on with.
    private RosterService rosters;

    @BeforeEach
    void upgrade() throws Exception {
        older = OlderDatabase.at(BEFORE_ROSTERS, server);
        older.fill();
        decided(0, "PLACE", "runs", "runs");
        decided(1, "SWITCH", "promised", "saves");
        older.upgrade();
        beans = older.beans(context);
        transactions = beans.getBean(TransactionTemplate.class);
        rosters = beans.createBean(RosterService.class);
    }

    /// As the older version stored it: the picture with its groups in it.
    private void decided(long number, String occasion, String session, String attempt) {
        older.jdbc()
                .sql("""
                        insert into compute.decision (id, pool, number, time, policy, occasion, slot_kind, session_id,
                            project_id, attempt_id, reason, seed, eligible, slice_seconds, inputs)
                        values (:id, :pool, :number, now() - interval '10 minutes', 'BEST_MODEL', :occasion, 'CPU',
                            :session, :project, :attempt, '{"text": "", "parts": []}', 1, 1, 600, :inputs)
                        """)
                .param("id", Ids.next())
                .param("pool", OlderDatabase.POOL)
                .param("number", number)
                .param("occasion", occasion)
                .param("session", older.id(session))
                .param("project", older.red)
                .param("attempt", older.attempts.get(attempt))
                .param("inputs", packed(picture(number, older.id(session))))
                .update();
    }

    private Inputs picture(long number, UUID chosen) {
        List<Inputs.Trial> trials = List.of(
                trial(older.id("SUCCEEDED"), List.of(1.0, .8, .7), Inputs.Standing.ASIDE),
                trial(older.id("FAILED"), List.of(1.0, .9), Inputs.Standing.ASIDE),
                trial(chosen, List.of(1.0, .5), Inputs.Standing.READY));
        Inputs.Tenant tenant =
                new Inputs.Tenant(older.red, 1, 0, List.of(new Inputs.Group("red", 27, 0, new ArrayList<>(trials))));
        return new Inputs(Pool.Policy.BEST_MODEL, number, 7, 600, .2, null, List.of(), null, List.of(tenant));
    }

    private static Inputs.Trial trial(UUID session, List<Double> losses, Inputs.Standing standing) {
        return new Inputs.Trial(session, List.of(.5), new ArrayList<>(losses), 1, 600, standing, 1, 1);
    }

    private static byte[] packed(Inputs inputs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(Json.MAPPER.writeValueAsBytes(inputs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private <T> T locked(Supplier<T> work) {
        return transactions.execute(status -> {
            beans.getBean(SlotService.class).lockAll();
            return work.get();
        });
    }

    private DecisionService decisions(RosterService of) {
        return new DecisionService(
                beans.getBean(DecisionRepository.class),
                new Pictures(beans.getBean(PictureRepository.class)),
                of,
                beans.getBean(QueueService.class),
                beans.getBean(SlotService.class),
                transactions,
                context.getBean(ComputeSettings.class),
                context.getBean(Clock.class));
    }

    private DecisionService begun() {
        return decisions(beans.createBean(RosterService.class));
    }

    private Pool pool() {
        return beans.getBean(PoolService.class).require(OlderDatabase.POOL);
    }

    @Test
    void who_takes_part_after_the_upgrade_is_what_the_rows_say_and_stays_so_whatever_changes() {
        assertRosterAgrees("after the upgrade");
        assertThat(locked(() -> rosters.of(OlderDatabase.POOL)).waiting())
                .as("who waits")
                .extracting(waiting -> waiting.sessionId())
                .containsExactly(
                        older.id("new"),
                        older.id("was on"),
                        older.id("was lost"),
                        older.id("promised"),
                        older.id("alone"),
                        older.id("unread"),
                        older.id("evaluation"));
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("a paused one goes on", () -> older.change("paused", "paused_at = null"));
        changes.put("one is tried again", () -> older.change("retries", "retry_at = null"));
        changes.put("a running one waits again", () -> {
            attempt("fenced_at = now(), state = 'ENDED'", "runs");
            older.change("runs", "state = 'WAITING'");
        });
        changes.put("one that started runs", () -> {
            attempt("state = 'RUNNING'", "starts");
            older.run(
                    "insert into compute.attempt_cost (attempt_id, resumed, start_seconds, running_at) values (:id, false, 2, now())",
                    Map.of("id", attemptOf("starts")));
            older.change("starts", "state = 'RUNNING'");
        });
        changes.put("one that saved is over", () -> {
            attempt("fenced_at = now(), state = 'ENDED'", "saves");
            older.change("saves", "state = 'SUCCEEDED', ended_at = now()");
        });
        changes.put(
                "an attempt's start is put right",
                () -> older.run(
                        "update compute.attempt_cost set running_at = running_at - interval '9 seconds' where attempt_id = :id",
                        Map.of("id", attemptOf("was on"))));
        changes.put("one that is over is judged", () -> curve("evaluated = 0.2", "FAILED"));
        changes.put("one that is over competes on something else", () -> curve("grouped_by = 'blue'", "LOST"));
        changes.put("one competes alone no more", () -> curve("grouped_by = 'blue'", "alone"));
        changes.put("one comes from another pool", () -> older.change("elsewhere", "pool = 'old'"));
        changes.forEach((what, change) -> {
            change.run();
            assertRosterAgrees(what);
        });
    }

    @Test
    void the_first_decisions_go_by_the_rows_and_those_from_before_are_made_again() {
        DecisionRepository stored = beans.getBean(DecisionRepository.class);
        DecisionRepository.Stored before = stored.find(OlderDatabase.POOL, 0).orElseThrow();
        assertThat(before.inputs()).isEqualTo(picture(0, older.id("runs")));
        assertThat(Decider.decide(before.inputs()).session()).isEqualTo(before.session());

        DecisionService decisions = decisions(rosters);
        transactions.executeWithoutResult(status -> decisions.prepare(pool()));
        List<UUID> chosen = new ArrayList<>();
        for (int free = 0; free < 5; free++) {
            chosen.add(decide(decisions));
            assertRosterAgrees("after decision " + free);
        }
        assertThat(locked(() -> decisions.choose(pool()))).as("no slot is free").isEmpty();
        assertThat(chosen.subList(0, 3))
                .as("an evaluation, one that was lost, the one for whom room was made")
                .containsExactly(older.id("evaluation"), older.id("was lost"), older.id("promised"));
        assertThat(chosen.subList(3, 5))
                .as("then whoever promises most")
                .doesNotHaveDuplicates()
                .isSubsetOf(older.id("new"), older.id("was on"), older.id("alone"), older.id("unread"));
        for (int number = 2; number < 7; number++) {
            DecisionRepository.Stored again =
                    stored.find(OlderDatabase.POOL, number).orElseThrow();
            assertThat(Decider.decide(again.inputs()).session())
                    .as("decision " + number)
                    .isEqualTo(again.session())
                    .isEqualTo(chosen.get(number - 2));
        }
    }

    /// One decision as the supervisor acts on it, held against one of a server that has just begun.
    private UUID decide(DecisionService decisions) {
        return locked(() -> {
            DecisionService.Chosen chosen = decisions.choose(pool()).orElseThrow();
            DecisionService.Chosen fresh = begun().choose(pool()).orElseThrow();
            assertThat(chosen.turn()).isEqualTo(fresh.turn());
            assertThat(chosen.picture().inputs().tenants())
                    .usingRecursiveComparison()
                    .ignoringFields("virtualTime")
                    .isEqualTo(fresh.picture().inputs().tenants());
            assertPictureAgrees(chosen.picture().inputs());
            UUID session = chosen.turn().waiting().sessionId();
            UUID attempt = Ids.next();
            older.jdbc()
                    .sql("""
                            insert into compute.attempt (id, session_id, number, state, cause, pool)
                            values (:id, :session, 9, 'STARTING', '{"text": "", "parts": []}', :pool)
                            """)
                    .param("id", attempt)
                    .param("session", session)
                    .param("pool", OlderDatabase.POOL)
                    .update();
            beans.getBean(SlotService.class).lease(attempt, chosen.turn().slots(), Instant.now());
            older.run("update compute.session set state = 'STARTING' where id = :id", Map.of("id", session));
            decisions.placed(chosen, attempt);
            return session;
        });
    }

    /// What the decision saw of each: how it stands, and what it has shown, put right by what was judged of its group.
    private void assertPictureAgrees(Inputs inputs) {
        Map<UUID, Fact> facts = Fact.read(older.jdbc(), OlderDatabase.POOL);
        inputs.tenants()
                .forEach(tenant -> tenant.groups()
                        .forEach(group -> group.trials().forEach(trial -> {
                            Fact fact = facts.get(trial.session());
                            assertThat(trial.standing()).isEqualTo(standing(fact));
                            assertThat(trial.losses()).hasSameSizeAs(fact.points());
                            Double evaluated = fact.evaluated();
                            if (!trial.losses().isEmpty()) {
                                double last =
                                        evaluated == null ? fact.points().getLast() + group.correction() : evaluated;
                                assertThat(trial.losses().getLast()).isCloseTo(last, within(1e-9));
                            }
                        })));
    }

    private static Inputs.Standing standing(Fact fact) {
        if (fact.over() || fact.paused() || fact.retryAt() != null) {
            return Inputs.Standing.ASIDE;
        }
        return fact.state().equals("WAITING") ? Inputs.Standing.READY : Inputs.Standing.RUNNING;
    }

    private UUID attemptOf(String session) {
        return older.attempts.get(session);
    }

    private void attempt(String set, String session) {
        older.run("update compute.attempt set " + set + " where id = :id", Map.of("id", attemptOf(session)));
    }

    private void curve(String set, String session) {
        older.run("update compute.curve set " + set + " where session_id = :id", Map.of("id", older.id(session)));
    }

    private void assertRosterAgrees(String when) {
        locked(() -> {
            Roster roster = rosters.of(OlderDatabase.POOL);
            assertThat(roster.waiting())
                    .as("who waits " + when)
                    .isEqualTo(beans.getBean(QueueService.class)
                            .picture(OlderDatabase.POOL)
                            .waiting());
            Map<UUID, Fact> known = new HashMap<>();
            roster.crowds(Slot.Kind.CPU)
                    .forEach(crowd -> crowd.members().forEach(member -> known.put(member.session(), Fact.of(member))));
            assertThat(known)
                    .as("who competes " + when)
                    .containsExactlyInAnyOrderEntriesOf(Fact.read(older.jdbc(), OlderDatabase.POOL));
            return true;
        });
    }
}
