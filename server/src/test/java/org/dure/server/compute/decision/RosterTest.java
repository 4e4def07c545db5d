package org.dure.server.compute.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.dure.base.Ids;
import org.dure.server.ServerTest;
import org.dure.server.compute.ComputeSettings;
import org.dure.server.compute.pool.PoolService;
import org.dure.server.compute.queue.QueueService;
import org.dure.server.compute.roster.RosterService;
import org.dure.server.compute.slot.SlotService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What a server keeps of the rows in memory never shows: whatever changes, one that has decided before sees the same
/// as one that has just begun. The pool is closed, so that nobody but the test decides in it.
@ServerTest
class RosterTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DecisionService decisions;

    @Autowired
    private DecisionRepository rows;

    @Autowired
    private PictureRepository pictureRows;

    @Autowired
    private QueueService queues;

    @Autowired
    private PoolService pools;

    @Autowired
    private SlotService slots;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private ComputeSettings settings;

    @Autowired
    private Clock clock;

    @Autowired
    private AutowireCapableBeanFactory beans;

    private final UUID red = UUID.randomUUID();
    private final UUID blue = UUID.randomUUID();
    private final List<UUID> reds = new ArrayList<>();
    private final List<UUID> blues = new ArrayList<>();
    private String pool;

    @BeforeEach
    void makePool() {
        pool = "roster-" + Ids.next();
        for (String name : List.of(pool, pool + "-other")) {
            run(
                    "insert into compute.pool (name, engine, policy, open) values (:name, 'LOCAL', 'BEST_MODEL', false)",
                    Map.of("name", name));
        }
        run(
                "insert into compute.node (pool, name, memory_bytes, present) values (:name, 'n', 1 << 30, true)",
                Map.of("name", pool));
        run("""
                insert into compute.slot (name, pool, node, kind, number, present)
                values (:name || '/n/cpu-0', :name, 'n', 'CPU', 0, true)
                """, Map.of("name", pool));
        for (int i = 0; i < 8; i++) {
            reds.add(session(red, "red", .1 * i, i < 6 ? 4 : 0));
            blues.add(session(blue, "blue", .1 * i, i < 2 ? 4 : 0));
        }
    }

    @AfterEach
    void endAll() {
        run("""
                update compute.session set state = 'STOPPED', ended_at = now()
                where ended_at is null and pool in (:pool, :pool || '-other')
                """, Map.of("pool", pool));
    }

    private void run(String sql, Map<String, ?> parameters) {
        jdbc.sql(sql).params(parameters).update();
    }

    /// One that waits and has shown so many points.
    private UUID session(UUID project, String group, double rate, int points) {
        UUID id = Ids.next();
        run("""
                insert into compute.session (id, project_id, name, kind, state, reason, recipe, command, mounts,
                    environment, context, cpus, memory_bytes, gpus, wall_seconds, created_by, by_platform, pool)
                values (:id, :project, 'trial', 'TRAINING', 'WAITING', '{"text": "", "parts": []}', 'test',
                    jsonb_build_array('main.py', '--rate', cast(:rate as text)), '[]', '{}', '{}', 1, 1 << 20, 0, 3600,
                    'test', false, :pool)
                """, Map.of("id", id, "project", project, "rate", rate, "pool", pool));
        run("""
                insert into compute.curve (session_id, grouped_by, minimize, times_ms, points, settled, read_at)
                values (:id, :group, true, array(select cast(t as bigint) from generate_series(1, :points) t),
                    array(select :rate + 1.0 / t from generate_series(1, :points) t), true, now())
                """, Map.of("id", id, "group", pool + group, "rate", rate, "points", points));
        return id;
    }

    /// One that is over: the supervisor looks for those that are not.
    private UUID attempt(UUID session) {
        UUID id = Ids.next();
        run("""
                insert into compute.attempt (id, session_id, number, state, cause, pool, fenced_at, settled_at)
                values (:id, :session, (select count(*) from compute.attempt where session_id = :session), 'ENDED',
                    '{"text": "", "parts": []}', :pool, now(), now())
                """, Map.of("id", id, "session", session, "pool", pool));
        return id;
    }

    private DecisionService begun() {
        return new DecisionService(
                rows,
                new Pictures(pictureRows),
                beans.createBean(RosterService.class),
                queues,
                slots,
                transactions,
                settings,
                clock);
    }

    private Inputs seen(DecisionService by) {
        return transactions.execute(status -> {
            slots.lockAll();
            Inputs seen = by.choose(pools.require(pool)).orElseThrow().picture().inputs();
            status.setRollbackOnly();
            return seen;
        });
    }

    @Test
    void whatever_changes_is_seen_by_the_next_decision() {
        Map<String, Runnable> changes = new LinkedHashMap<>();
        addSmall(changes);
        addLarge(changes);
        Inputs before = seen(decisions);
        assertThat(seen(decisions)).as("nothing has changed").isEqualTo(before);
        for (Map.Entry<String, Runnable> change : changes.entrySet()) {
            change.getValue().run();
            Inputs now = seen(decisions);
            assertThat(now).as(change.getKey()).isNotEqualTo(before);
            assertThat(now).as(change.getKey()).isEqualTo(seen(begun()));
            before = now;
        }
    }

    private void addSmall(Map<String, Runnable> changes) {
        UUID attempt = attempt(reds.get(1));
        changes.put(
                "a curve grows", () -> curve(0, "points = points || 0.05, times_ms = times_ms || cast(9 as bigint)"));
        changes.put("a judgement comes", () -> curve(0, "evaluated = 0.9"));
        changes.put("a session comes", () -> reds.add(session(red, "red", .95, 0)));
        changes.put("a first one of a group comes", () -> blues.add(session(blue, "green", .5, 2)));
        changes.put("a person holds one back", () -> session(0, "paused_at = now()"));
        changes.put("and lets it go on", () -> session(0, "paused_at = null"));
        changes.put("one waits for its next attempt", () -> session(0, "retry_at = now() + interval '1 hour'"));
        changes.put("and is tried again", () -> session(0, "retry_at = null"));
        changes.put("one runs", () -> session(1, "state = 'RUNNING'"));
        changes.put("and waits again", () -> session(1, "state = 'WAITING'"));
        changes.put("an attempt's start is told", () -> run("""
                insert into compute.attempt_cost (attempt_id, resumed, start_seconds, running_at)
                values (:id, false, 1, now() - interval '40 seconds')
                """, Map.of("id", attempt)));
        changes.put("and put right", () -> run("""
                update compute.attempt_cost set running_at = running_at - interval '9 seconds' where attempt_id = :id
                """, Map.of("id", attempt)));
        changes.put("its end, too", () -> run("""
                update compute.attempt set fenced_at = fenced_at + interval '2 seconds' where id = :id
                """, Map.of("id", attempt)));
        changes.put("another attempt ends", () -> attempt(reds.getFirst()));
    }

    private void addLarge(Map<String, Runnable> changes) {
        changes.put("one that has shown something ends", () -> session(2, "state = 'SUCCEEDED', ended_at = now()"));
        changes.put("the last of a group ends", () -> run("""
                update compute.session set state = 'FAILED', ended_at = now() where id = :id
                """, Map.of("id", blues.getLast())));
        changes.put("one competes on something else", () -> curve(3, "grouped_by = grouped_by || 'else'"));
        changes.put("one competes on nothing that is known", () -> curve(4, "grouped_by = null"));
        changes.put("another one, too", () -> curve(5, "grouped_by = null"));
        changes.put("and ends", () -> session(5, "state = 'SUCCEEDED', ended_at = now()"));
        changes.put("one that is over competes on something else", () -> curve(2, "grouped_by = grouped_by || 'else'"));
        changes.put("one goes to another pool", () -> session(4, "pool = pool || '-other'"));
        changes.put(
                "the slices get longer",
                () -> run("update compute.pool set slice_seconds = 777 where name = :name", Map.of("name", pool)));
        changes.put("a project gets a share", () -> run("""
                insert into compute.share (project_id, weight, set_by) values (:project, 3, 'test')
                """, Map.of("project", red)));
    }

    private void session(int number, String change) {
        run("update compute.session set " + change + " where id = :id", Map.of("id", reds.get(number)));
    }

    private void curve(int number, String change) {
        run("update compute.curve set " + change + " where session_id = :id", Map.of("id", reds.get(number)));
    }

    @Test
    void what_is_undone_is_not_kept() {
        Inputs before = seen(decisions);
        transactions.executeWithoutResult(status -> {
            slots.lockAll();
            reds.add(session(red, "red", .95, 3));
            run("update compute.session set paused_at = now() where id = :id", Map.of("id", blues.getFirst()));
            run(
                    "update compute.session set state = 'FAILED', ended_at = now() where id = :id",
                    Map.of("id", blues.get(1)));
            run(
                    "update compute.curve set points = '{}', times_ms = '{}' where session_id = :id",
                    Map.of("id", reds.getFirst()));
            Inputs within = decisions
                    .choose(pools.require(pool))
                    .orElseThrow()
                    .picture()
                    .inputs();
            assertThat(within).isNotEqualTo(before);
            status.setRollbackOnly();
        });
        assertThat(seen(decisions)).isEqualTo(before);
    }

    @Test
    void what_was_written_before_and_is_committed_after_a_decision_is_seen() throws Exception {
        seen(decisions);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        Thread late = Thread.startVirtualThread(() -> transactions.executeWithoutResult(status -> {
            run("update compute.session set paused_at = now() where id = :id", Map.of("id", reds.getFirst()));
            written.countDown();
            await(decided);
        }));
        await(written);
        // Later transactions come and go, and are seen, while the first one is still open.
        reds.add(session(red, "red", .95, 0));
        Inputs between = seen(decisions);
        seen(decisions);
        decided.countDown();
        late.join();
        assertThat(seen(decisions)).isNotEqualTo(between).isEqualTo(seen(begun()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void where_it_may_be_the_turn_of_the_longest_waiting_the_picture_says_how_many_slots_were_given_since() {
        for (long number = 0; number < 18; number++) {
            decide();
        }
        assertThat(seen(decisions).passed()).isNull();
        decide();
        assertThat(seen(decisions).number()).isEqualTo(19);
        assertThat(seen(decisions).passed()).isEqualTo(19);
        run(
                "update compute.decision set time = time - interval '1 day' where pool = :pool and number < 7",
                Map.of("pool", pool));
        assertThat(seen(decisions).passed()).isEqualTo(12);
    }

    @Test
    void decisions_are_made_again_from_groups_that_are_stored_once() {
        Map<Long, UUID> chosen = new HashMap<>();
        for (long number = 0; number < 6; number++) {
            chosen.put(number, decide());
        }
        int stored = jdbc.sql("""
                        select count(*) from compute.decision_group where id in (
                            select unnest(groups) from compute.decision where pool = :pool)
                        """).param("pool", pool).query(Integer.class).single();
        assertThat(stored).as("of two groups, each decision changes one").isLessThanOrEqualTo(2 + 5);
        run(
                "update compute.curve set points = '{}', times_ms = '{}' where grouped_by like :group",
                Map.of("group", pool + "%"));
        assertReplays(chosen);

        run("update compute.decision set inputs = null where pool = :pool and number < 5", Map.of("pool", pool));
        transactions.executeWithoutResult(status -> {
            slots.lockAll();
            rows.forgetGroups();
        });
        assertReplays(Map.of(5L, chosen.get(5L)));
        assertThat(jdbc.sql("""
                        select count(*) from compute.decision_group where id in (
                            select unnest(groups) from compute.decision where pool = :pool)
                        """).param("pool", pool).query(Integer.class).single())
                .as("the others are forgotten")
                .isEqualTo(2);
    }

    private UUID decide() {
        return transactions.execute(status -> {
            slots.lockAll();
            DecisionService.Chosen chosen =
                    decisions.choose(pools.require(pool)).orElseThrow();
            UUID session = chosen.turn().waiting().sessionId();
            UUID attempt = attempt(session);
            decisions.placed(chosen, attempt);
            return session;
        });
    }

    private void assertReplays(Map<Long, UUID> chosen) {
        chosen.forEach((number, session) -> {
            DecisionRepository.Stored stored = rows.find(pool, number).orElseThrow();
            assertThat(Decider.decide(stored.inputs()).session())
                    .as("decision " + number)
                    .isEqualTo(session)
                    .isEqualTo(stored.session());
        });
    }
}
