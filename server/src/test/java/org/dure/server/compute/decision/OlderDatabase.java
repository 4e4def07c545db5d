package org.dure.server.compute.decision;

import com.zaxxer.hikari.HikariDataSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.dure.base.Ids;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

/// A database of its own whose schema `compute` stands where an older version left it, with sessions in all states.
final class OlderDatabase {

    static final String POOL = "old";
    private static final String OTHER = "other";
    private static final int SLOTS = 8;

    final UUID red = UUID.randomUUID();
    final UUID blue = UUID.randomUUID();

    /// Sessions by the names that the test gives them.
    final Map<String, UUID> sessions = new HashMap<>();

    /// The last attempts of those who have had one.
    final Map<String, UUID> attempts = new HashMap<>();

    private final DataSource source;
    private final FluentConfiguration flyway;
    private final JdbcClient jdbc;

    private OlderDatabase(DataSource source) {
        this.source = source;
        this.jdbc = JdbcClient.create(source);
        this.flyway = Flyway.configure()
                .dataSource(source)
                .schemas("compute")
                .defaultSchema("compute")
                .locations("classpath:db/compute");
    }

    /// @param server of which it is a further database
    /// @param target the last migration that the older version knew
    static OlderDatabase at(String target, DataSource server) throws Exception {
        HikariDataSource pool = server.unwrap(HikariDataSource.class);
        String name = "older_" + UUID.randomUUID().toString().replace("-", "");
        JdbcClient.create(server).sql("create database " + name).update();
        OlderDatabase older = new OlderDatabase(new DriverManagerDataSource(
                pool.getJdbcUrl().replace("/postgres?", "/" + name + "?"), pool.getUsername(), pool.getPassword()));
        older.flyway.target(target).load().migrate();
        return older;
    }

    void upgrade() {
        flyway.target("latest").load().migrate();
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    void run(String sql, Map<String, ?> parameters) {
        jdbc.sql(sql).params(parameters).update();
    }

    /// The beans of `compute`, over this database in place of the server's; made when they are asked for, without
    /// proxies: whoever calls them opens the transactions.
    DefaultListableBeanFactory beans(ApplicationContext server) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory(server);
        beans.setAutowireCandidateResolver(new ContextAnnotationAutowireCandidateResolver());
        beans.registerResolvableDependency(ApplicationEventPublisher.class, server);
        for (String name : server.getBeanDefinitionNames()) {
            Class<?> type = server.getType(name);
            if (type != null
                    && type.getPackageName().startsWith("org.dure.server.")
                    && AnnotatedElementUtils.hasAnnotation(type, Component.class)) {
                RootBeanDefinition definition = new RootBeanDefinition(ClassUtils.getUserClass(type));
                definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
                definition.setRole(BeanDefinition.ROLE_APPLICATION);
                beans.registerBeanDefinition(name, definition);
            }
        }
        beans.registerSingleton(only(server, JdbcClient.class), jdbc);
        beans.registerSingleton(
                only(server, TransactionTemplate.class),
                new TransactionTemplate(new DataSourceTransactionManager(source)));
        return beans;
    }

    private static String only(ApplicationContext server, Class<?> type) {
        return server.getBeanNamesForType(type)[0];
    }

    /// Sessions in every state, with the attempts, leases, costs and curves that belong to them.
    void fill() {
        for (String pool : new String[] {POOL, OTHER}) {
            run(
                    "insert into compute.pool (name, engine, policy) values (:pool, 'LOCAL', 'BEST_MODEL')",
                    Map.of("pool", pool));
        }
        run(
                "insert into compute.node (pool, name, memory_bytes, present) values (:pool, 'n', 1 << 30, true)",
                Map.of("pool", POOL));
        run("""
                insert into compute.slot (name, pool, node, kind, number, present)
                select :pool || '/n/cpu-' || i, :pool, 'n', 'CPU', i, true from generate_series(0, :slots - 1) i
                """, Map.of("pool", POOL, "slots", SLOTS));
        fillRed();
        fillBlue();
    }

    private void fillRed() {
        session("new", red, "WAITING", "red", 0);
        session("was on", red, "WAITING", "red", 4);
        attempt("was on", "ENDED", true);
        session("paused", red, "WAITING", "red", 3);
        attempt("paused", "ENDED", true);
        change("paused", "paused_at = now() - interval '1 minute', paused_by = 'kim'");
        session("retries", red, "WAITING", "red", 2);
        attempt("retries", "ENDED", true);
        change("retries", "retry_at = now() + interval '1 hour'");
        session("starts", red, "STARTING", "red", 0);
        attempt("starts", "STARTING", false);
        session("runs", red, "RUNNING", "red", 5);
        attempt("runs", "RUNNING", false);
        session("saves", red, "SAVING", "red", 6);
        attempt("saves", "SAVING", false);
        for (String state : new String[] {"SUCCEEDED", "FAILED", "STOPPED", "LOST"}) {
            session(state, red, state, "red", state.equals("STOPPED") ? 0 : 7);
            attempt(state, state.equals("LOST") ? "LOST" : "ENDED", true);
        }
        run("update compute.curve set evaluated = 0.4 where session_id = :id", Map.of("id", id("SUCCEEDED")));
    }

    private void fillBlue() {
        session("was lost", blue, "WAITING", "blue", 3);
        attempt("was lost", "LOST", true);
        session("promised", blue, "WAITING", "blue", 2);
        session("alone", blue, "WAITING", null, 1);
        session("unread", blue, "WAITING", "blue", 0);
        run("delete from compute.curve where session_id = :id", Map.of("id", id("unread")));
        session("evaluation", blue, "WAITING", null, 0);
        change("evaluation", "kind = 'EVALUATION'");
        session("elsewhere", blue, "WAITING", "blue", 2);
        session("over elsewhere", blue, "SUCCEEDED", "blue", 5);
        for (String name : new String[] {"elsewhere", "over elsewhere"}) {
            change(name, "pool = '" + OTHER + "'");
        }
    }

    UUID id(String session) {
        UUID id = sessions.get(session);
        if (id == null) {
            throw new IllegalArgumentException(session);
        }
        return id;
    }

    /// @param set a part of an `update`
    void change(String session, String set) {
        run("update compute.session set " + set + " where id = :id", Map.of("id", id(session)));
    }

    private void session(String name, UUID project, String state, @Nullable String group, int points) {
        UUID id = Ids.next();
        sessions.put(name, id);
        boolean over = !state.equals("WAITING")
                && !state.equals("STARTING")
                && !state.equals("RUNNING")
                && !state.equals("SAVING");
        jdbc.sql("""
                        insert into compute.session (id, project_id, name, kind, state, reason, recipe, command, mounts,
                            environment, context, cpus, memory_bytes, gpus, wall_seconds, created_by, by_platform, pool,
                            can_checkpoint, created_at, ended_at)
                        values (:id, :project, :name, 'TRAINING', :state, '{"text": "", "parts": []}', 'test',
                            jsonb_build_array('main.py', '--rate', cast(:rate as text)), '[]', '{}', '{}', 1, 1 << 20, 0,
                            3600, 'test', false, :pool, 'YES', now() - interval '2 hours' + :age * interval '1 second',
                            case when :over then now() - interval '5 minutes' end)
                        """)
                .param("id", id)
                .param("project", project)
                .param("name", name)
                .param("state", state)
                .param("rate", 0.01 * sessions.size())
                .param("pool", POOL)
                .param("age", sessions.size())
                .param("over", over)
                .update();
        jdbc.sql("""
                        insert into compute.curve (session_id, grouped_by, minimize, times_ms, points, settled, read_at)
                        values (:id, cast(:group as text), true,
                            array(select cast(t as bigint) from generate_series(1, :points) t),
                            array(select 0.3 + 1.0 / (t + :age) from generate_series(1, :points) t), true, now())
                        """)
                .param("id", id)
                .param("group", group)
                .param("points", points)
                .param("age", sessions.size())
                .update();
    }

    /// With its cost, unless it only starts, and with a lease, which an attempt that is over has given back.
    private void attempt(String name, String state, boolean over) {
        UUID id = Ids.next();
        int place = attempts.size();
        attempts.put(name, id);
        Map<String, Object> row = Map.of("id", id, "session", id(name), "state", state, "over", over, "pool", POOL);
        run("""
                insert into compute.attempt (id, session_id, number, state, cause, pool, fenced_at, settled_at)
                values (:id, :session, 1, :state, '{"text": "", "parts": []}', :pool,
                    case when :over then now() - interval '5 minutes' end, case when :over then now() end)
                """, row);
        if (!state.equals("STARTING")) {
            run("""
                    insert into compute.attempt_cost (attempt_id, resumed, start_seconds, running_at)
                    values (:id, false, 1.5, now() - interval '20 minutes' + :place * interval '7 seconds')
                    """, Map.of("id", id, "place", place));
        }
        run("""
                insert into compute.lease (attempt_id, slot, from_time, until_time)
                values (:id, (select t.name from compute.slot t where t.pool = :pool and not exists (
                        select 1 from compute.lease l where l.slot = t.name and l.until_time is null)
                    order by t.number limit 1), now() - interval '21 minutes',
                    case when :over then now() - interval '5 minutes' end)
                """, row);
    }
}
