package org.dure.server.compute.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.ServerTest;
import org.dure.server.compute.Pool;
import org.dure.server.compute.pool.PoolService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// How long the server takes for a decision where ten thousand sessions wait: the picture from rows, the choice, and
/// the
/// decision with its picture stored. No test by its name: `bench/decisions/run` runs it.
@ServerTest
class DecisionTimes {

    private static final int WAITING = 10_000;
    private static final int DECISIONS = 40;
    private static final int WARM_UP = 10;

    /// What the deciding thread itself computes does not depend on what else the machine does; PostgreSQL's part is not
    /// in it.
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DecisionService decisions;

    @Autowired
    private PoolService pools;

    @Autowired
    private PlatformTransactionManager transactions;

    @ParameterizedTest
    @CsvSource({"BEST_MODEL,50", "BEST_MODEL,500", "FAIR_ASHA,50", "ROUND_ROBIN,50"})
    void ten_thousand_wait(Pool.Policy policy, int projects) throws IOException {
        String name = policy.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + projects;
        fill(name, policy, projects);
        Pool pool = pools.require(name);
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        List<Double> milliseconds = new ArrayList<>();
        List<Double> own = new ArrayList<>();
        for (int number = 0; number < WARM_UP + DECISIONS; number++) {
            long begun = System.nanoTime();
            long computed = THREADS.getCurrentThreadCpuTime();
            UUID chosen = transaction.execute(status -> decide(pool));
            milliseconds.add((System.nanoTime() - begun) / 1e6);
            own.add((THREADS.getCurrentThreadCpuTime() - computed) / 1e6);
            oneEpochMore(chosen);
        }
        double[] sorted = afterWarmUp(milliseconds);
        double[] sortedOwn = afterWarmUp(own);
        assertThat(sorted).hasSize(DECISIONS);
        String line = String.format(
                Locale.ROOT,
                "{\"policy\": \"%s\", \"projects\": %d, \"first_ms\": %.0f, \"median_ms\": %.1f, \"p95_ms\": %.1f,"
                        + " \"first_cpu_ms\": %.0f, \"median_cpu_ms\": %.1f}",
                policy,
                projects,
                milliseconds.getFirst(),
                sorted[sorted.length / 2],
                sorted[(int) (.95 * sorted.length)],
                own.getFirst(),
                sortedOwn[sortedOwn.length / 2]);
        System.out.println(line);
        String results = System.getenv("DURE_BENCH_RESULTS");
        if (results != null) {
            Files.writeString(
                    Path.of(results),
                    line + "\n",
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        }
    }

    private static double[] afterWarmUp(List<Double> all) {
        return all.stream()
                .skip(WARM_UP)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    private UUID decide(Pool pool) {
        DecisionService.Chosen chosen = decisions.choose(pool).orElseThrow();
        UUID session = chosen.turn().waiting().sessionId();
        UUID attempt = Ids.next();
        jdbc.sql("""
                        insert into compute.attempt (id, session_id, number, state, cause, fenced_at, settled_at, pool)
                        values (:id, :session, (select count(*) from compute.attempt where session_id = :session),
                            'ENDED', '{"text": "", "parts": []}', now(), now(), :pool)
                        """)
                .param("id", attempt)
                .param("session", session)
                .param("pool", pool.name())
                .update();
        decisions.placed(chosen, attempt);
        return session;
    }

    private void oneEpochMore(UUID session) {
        jdbc.sql("""
                        update compute.curve set times_ms = times_ms || cast(0 as bigint),
                            points = points || coalesce(points[cardinality(points)] * .97, .8)
                        where session_id = :session
                        """).param("session", session).update();
    }

    /// A pool that starts nothing, with a free slot, and sessions of which a fifth have shown up to twenty epochs.
    private void fill(String pool, Pool.Policy policy, int projects) {
        jdbc.sql("insert into compute.pool (name, engine, policy, open) values (:name, 'LOCAL', :policy, false)")
                .param("name", pool)
                .param("policy", policy.name())
                .update();
        jdbc.sql("insert into compute.node (pool, name, memory_bytes, present) values (:name, 'n', 1 << 30, true)")
                .param("name", pool)
                .update();
        jdbc.sql("""
                        insert into compute.slot (name, pool, node, kind, number, present)
                        values (:name || '/n/cpu-0', :name, 'n', 'CPU', 0, true)
                        """).param("name", pool).update();
        jdbc.sql("""
                        insert into compute.session (id, project_id, name, kind, state, reason, recipe, command, mounts,
                            environment, context, cpus, memory_bytes, gpus, wall_seconds, created_by, by_platform, pool)
                        select gen_random_uuid(), cast(lpad(to_hex(i % :projects), 32, '0') as uuid), 'trial ' || i,
                            'TRAINING', 'WAITING', '{"text": "", "parts": []}', 'bench',
                            jsonb_build_array('python3', 'main.py', '--lr', cast(random() as text), '--width',
                                cast(8 * (i % 16) as text), '--dropout', cast(random() as text)),
                            '[]', '{}', '{}', 1, 1 << 20, 0, 3600, 'bench', false, :pool
                        from generate_series(0, :waiting - 1) as i
                        """)
                .params(Map.of("projects", projects, "pool", pool, "waiting", WAITING))
                .update();
        jdbc.sql("""
                        insert into compute.curve (session_id, grouped_by, minimize, times_ms, points, settled, read_at)
                        select s.id, :pool || s.project_id, true,
                            array(select cast(t as bigint) from generate_series(1, e.epochs) t),
                            array(select s.q + (1 - s.q) / (t + 1) + .01 * random() from generate_series(1, e.epochs) t),
                            true, now()
                        from (select *, random() as q from compute.session where pool = :pool) s
                        cross join lateral (select case when s.q < .2
                            then cast(1 + 19 * power(random(), 3) as int) else 0 end as epochs) e
                        """).param("pool", pool).update();
        jdbc.sql("analyze").update();
    }
}
