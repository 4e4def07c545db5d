package org.dure.server.compute.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.agent.Autopsy;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.compute.Output;
import org.dure.server.compute.Program;
import org.dure.server.compute.Session;
import org.dure.server.compute.Transition;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over sessions, their transitions and their outputs.
@Repository
class SessionRepository {

    private static final String SESSIONS = """
            select s.id, s.project_id, s.name, s.kind, s.state, s.reason, s.recipe, s.program_id, s.command, s.image,
                   s.containerfile,
                   s.mounts, s.environment, s.context, s.secrets, s.cpus, s.memory_bytes as memory_limit, s.gpus, s.nodes, s.pool, s.wall_seconds,
                   s.created_by, s.created_at, s.started_at, s.ended_at, s.can_checkpoint, s.paused_at, s.paused_by,
                   s.pause_reason, s.retry, s.retry_at,
                   case when s.state = 'RUNNING' then c.running_at + s.wall_seconds * interval '1 second' end as ends_at,
                   case when s.state = 'RUNNING' and c.busy_at + r.idle_seconds * interval '0.5 second' < now()
                       then c.busy_at end as idle_since,
                   c.busy_at + r.idle_seconds * interval '1 second' as pauses_at,
                   a.number as attempt, a.memory_bytes, a.cpu_seconds, a.autopsy
            from compute.session s
            left join lateral (select id, number, memory_bytes, cpu_seconds, autopsy from compute.attempt
                               where session_id = s.id order by number desc limit 1) a on true
            left join compute.attempt_cost c on c.attempt_id = a.id
            left join compute.idle_rule r on r.project_id = s.project_id and s.nodes = 1
                and s.kind = 'TRAINING'
            """;

    private static final RowMapper<Session> SESSION = (row, number) -> session(row);

    private final JdbcClient jdbc;

    SessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param key null for none
    /// @throws org.springframework.dao.DuplicateKeyException where the project has a session of this key
    void insert(Session session, boolean byPlatform, @Nullable String key) {
        jdbc.sql("""
                        insert into compute.session (id, project_id, name, kind, state, reason, recipe, program_id,
                            command, image, containerfile, mounts, environment, context, secrets, cpus, memory_bytes, gpus, nodes, pool, wall_seconds,
                            created_by, by_platform, idempotency_key, retry)
                        values (:id, :project_id, :name, :kind, :state, cast(:reason as jsonb), :recipe, :program_id,
                            cast(:command as jsonb), :image, :containerfile, cast(:mounts as jsonb), cast(:environment as jsonb),
                            cast(:context as jsonb), cast(:secrets as jsonb), :cpus, :memory_bytes, :gpus, :nodes, :pool, :wall_seconds, :created_by,
                            :by_platform, :idempotency_key, cast(:retry as jsonb))
                        """)
                .param("id", session.id())
                .param("project_id", session.projectId())
                .param("name", session.name())
                .param("kind", session.kind().name())
                .param("state", session.state().name())
                .param("reason", ReasonColumn.write(session.reason()))
                .param("recipe", session.program() instanceof Program.Recipe recipe ? recipe.name() : null)
                .param("program_id", session.program().programId())
                .param("command", Json.MAPPER.writeValueAsString(words(session.program())))
                .param("image", session.program() instanceof Program.Bundle bundle ? bundle.image() : null)
                .param(
                        "containerfile",
                        session.program() instanceof Program.Bundle bundle ? bundle.containerfile() : null)
                .param("mounts", Json.MAPPER.writeValueAsString(session.mounts()))
                .param("environment", Json.MAPPER.writeValueAsString(session.environment()))
                .param("context", Json.MAPPER.writeValueAsString(session.context()))
                .param("secrets", Json.MAPPER.writeValueAsString(session.secrets()))
                .param("cpus", session.needs().cpus())
                .param("memory_bytes", session.needs().memoryBytes())
                .param("gpus", session.needs().gpus())
                .param("nodes", session.needs().nodes())
                .param("pool", session.pool())
                .param("wall_seconds", session.wallSeconds())
                .param("created_by", session.createdBy())
                .param("by_platform", byPlatform)
                .param("idempotency_key", key)
                .param("retry", Json.MAPPER.writeValueAsString(session.life().retry()))
                .update();
    }

    /// What the first attempt begins with; null for nothing.
    void setStart(UUID id, WorkOrder.@Nullable Checkpoint start) {
        jdbc.sql("update compute.session set start_checkpoint = cast(:start as jsonb) where id = :id")
                .param("start", start == null ? null : Json.MAPPER.writeValueAsString(start))
                .param("id", id)
                .update();
    }

    Optional<Session> find(UUID id) {
        return jdbc.sql(SESSIONS + " where s.id = :id")
                .param("id", id)
                .query(SESSION)
                .optional();
    }

    Optional<UUID> findByKey(UUID projectId, String key) {
        return jdbc.sql("select id from compute.session where project_id = :project_id and idempotency_key = :key")
                .param("project_id", projectId)
                .param("key", key)
                .query(UUID.class)
                .optional();
    }

    boolean isByPlatform(UUID id) {
        return jdbc.sql("select by_platform from compute.session where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /// The newest first.
    List<Session> list(
            UUID projectId, Session.@Nullable State state, List<Session.Kind> kinds, @Nullable UUID after, int limit) {
        return jdbc.sql(SESSIONS + """
                         where s.project_id = :project_id
                          and (cast(:state as text) is null or s.state = :state)
                          and (:any_kind or s.kind in (:kinds))
                          and (cast(:after as uuid) is null or s.id < :after)
                        order by s.id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("state", state == null ? null : state.name())
                .param("any_kind", kinds.isEmpty())
                .param(
                        "kinds",
                        kinds.isEmpty()
                                ? List.of("")
                                : kinds.stream().map(Enum::name).toList())
                .param("after", after)
                .param("limit", limit)
                .query(SESSION)
                .list();
    }

    /// The state now, held until the transaction ends.
    Optional<Session.State> lock(UUID id) {
        return jdbc.sql("select state from compute.session where id = :id for update")
                .param("id", id)
                .query((row, number) -> Session.State.valueOf(row.getString("state")))
                .optional();
    }

    /// To be called with the session locked.
    void move(UUID id, Session.State state, Reason cause, Instant now) {
        jdbc.sql("""
                        update compute.session set state = :state, reason = cast(:cause as jsonb),
                            started_at = case when :state = 'RUNNING' then coalesce(started_at, :now) else started_at end,
                            ended_at = case when :ended then :now else ended_at end
                        where id = :id
                        """)
                .param("state", state.name())
                .param("cause", ReasonColumn.write(cause))
                .param("now", Timestamp.from(now))
                .param("ended", state.isEnd())
                .param("id", id)
                .update();
    }

    /// While it starts.
    void explainStart(UUID id, Reason reason) {
        jdbc.sql("""
                        update compute.session set reason = cast(:reason as jsonb)
                        where id = :id and state = 'STARTING' and reason <> cast(:reason as jsonb)
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("id", id)
                .update();
    }

    /// To be called with the session locked, so that numbers have no gaps.
    void insertTransition(UUID sessionId, Transition transition) {
        jdbc.sql("""
                        insert into compute.transition
                            (session_id, number, from_state, state, time, cause, actor, attempt, exit_code)
                        select :session_id, coalesce(max(number), 0) + 1, :from_state, :state, :time, cast(:cause as jsonb), :actor,
                            cast(:attempt as int), cast(:exit_code as int)
                        from compute.transition where session_id = :session_id
                        """)
                .param("session_id", sessionId)
                .param(
                        "from_state",
                        transition.from() == null ? null : transition.from().name())
                .param("state", transition.state().name())
                .param("time", Timestamp.from(transition.time()))
                .param("cause", ReasonColumn.write(transition.cause()))
                .param("actor", transition.actor())
                .param("attempt", transition.attempt())
                .param("exit_code", transition.exitCode())
                .update();
    }

    List<Transition> transitions(UUID sessionId) {
        return jdbc.sql("""
                        select number, from_state, state, time, cause, actor, attempt, exit_code
                        from compute.transition where session_id = :session_id order by number limit 1000
                        """)
                .param("session_id", sessionId)
                .query((row, number) -> {
                    String from = row.getString("from_state");
                    return new Transition(
                            row.getInt("number"),
                            from == null ? null : Session.State.valueOf(from),
                            Session.State.valueOf(row.getString("state")),
                            row.getTimestamp("time").toInstant(),
                            ReasonColumn.required(row, "cause"),
                            row.getString("actor"),
                            row.getObject("attempt", Integer.class),
                            row.getObject("exit_code", Integer.class));
                })
                .list();
    }

    void requestStop(UUID id, SessionSteps.StopRequest request) {
        jdbc.sql("""
                        update compute.session set stop_reason = coalesce(stop_reason, :reason),
                            stop_actor = coalesce(stop_actor, :actor)
                        where id = :id
                        """)
                .param("reason", request.reason())
                .param("actor", request.actor())
                .param("id", id)
                .update();
    }

    Optional<SessionSteps.StopRequest> stopRequest(UUID id) {
        return jdbc.sql("""
                        select stop_reason, stop_actor from compute.session where id = :id and stop_reason is not null
                        """)
                .param("id", id)
                .query((row, number) ->
                        new SessionSteps.StopRequest(row.getString("stop_reason"), row.getString("stop_actor")))
                .optional();
    }

    List<Output> outputs(UUID sessionId) {
        return jdbc.sql("""
                        select path, size_bytes, sha256 from compute.output
                        where session_id = :session_id order by path
                        """)
                .param("session_id", sessionId)
                .query((row, number) ->
                        new Output(row.getString("path"), row.getLong("size_bytes"), row.getString("sha256")))
                .list();
    }

    /// The program's arguments or command: what of it stands in `command`.
    static List<String> words(Program program) {
        return switch (program) {
            case Program.Recipe recipe -> recipe.arguments();
            case Program.Bundle bundle -> bundle.command();
        };
    }

    private static Session session(ResultSet row) throws SQLException {
        List<String> words = Json.MAPPER.readValue(row.getString("command"), new TypeReference<List<String>>() {});
        String recipe = row.getString("recipe");
        return new Session(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                Session.Kind.valueOf(row.getString("kind")),
                Session.State.valueOf(row.getString("state")),
                ReasonColumn.required(row, "reason"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                TimeColumn.read(row, "started_at"),
                TimeColumn.read(row, "ended_at"),
                row.getInt("attempt"),
                recipe == null
                        ? new Program.Bundle(
                                row.getObject("program_id", UUID.class),
                                words,
                                row.getString("image"),
                                row.getString("containerfile"))
                        : new Program.Recipe(recipe, words, row.getObject("program_id", UUID.class)),
                Json.MAPPER.readValue(row.getString("mounts"), new TypeReference<List<Session.Mount>>() {}),
                map(row, "environment"),
                new Session.Needs(
                        row.getDouble("cpus"), row.getLong("memory_limit"), row.getInt("gpus"), row.getInt("nodes")),
                row.getString("pool"),
                row.getLong("wall_seconds"),
                map(row, "context"),
                Json.MAPPER.readValue(row.getString("secrets"), new TypeReference<List<String>>() {}),
                row.getObject("memory_bytes", Long.class),
                row.getObject("cpu_seconds", Double.class),
                autopsy(row),
                LifeColumns.read(row));
    }

    private static @Nullable Autopsy autopsy(ResultSet row) throws SQLException {
        String json = row.getString("autopsy");
        return json == null ? null : Json.MAPPER.readValue(json, Autopsy.class);
    }

    private static Map<String, String> map(ResultSet row, String column) throws SQLException {
        return Json.MAPPER.readValue(row.getString(column), new TypeReference<Map<String, String>>() {});
    }
}
