package org.dure.server.sweeps.trial;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.ReasonColumn;
import org.dure.server.sweeps.Trial;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The SQL over trials that is about populations.
@Repository
public class PopulationRepository {

    private final JdbcClient jdbc;

    PopulationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether a member has come to the end of its program.
    public boolean isAnyOver(UUID sweepId) {
        return jdbc.sql("""
                        select exists (select 1 from sweeps.trial
                            where sweep_id = :sweep_id and member is not null and state in ('JUDGING', 'DONE'))
                        """).param("sweep_id", sweepId).query(Boolean.class).single();
    }

    /// The number of the latest trial of each place.
    public List<Integer> latest(UUID sweepId) {
        return jdbc.sql("""
                        select max(number) from sweeps.trial
                        where sweep_id = :sweep_id and member is not null group by member order by member
                        """)
                .param("sweep_id", sweepId)
                .query((row, number) -> row.getInt(1))
                .list();
    }

    /// What each trial that has come to the rung had there.
    public Map<UUID, Double> atRung(UUID sweepId, long step) {
        return jdbc
                .sql("select trial_id, value from sweeps.rung where sweep_id = :sweep_id and step = :step")
                .param("sweep_id", sweepId)
                .param("step", step)
                .query((row, number) -> Map.entry(row.getObject("trial_id", UUID.class), row.getDouble("value")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// The trial leaves its rung behind; its session goes on as soon as there is room.
    public void pass(UUID id, Reason reason) {
        jdbc.sql("""
                        update sweeps.trial set state = 'PLANNED', reason = cast(:reason as jsonb),
                            generation = generation + 1
                        where id = :id
                        """)
                .param("reason", ReasonColumn.write(reason))
                .param("id", id)
                .update();
    }

    /// What the trial's next session begins with.
    public void setStart(UUID id, WorkOrder.Checkpoint start) {
        jdbc.sql("update sweeps.trial set start_checkpoint = cast(:start as jsonb) where id = :id")
                .param("start", Json.MAPPER.writeValueAsString(start))
                .param("id", id)
                .update();
    }

    /// Null for a start from nothing.
    WorkOrder.@Nullable Checkpoint start(Trial trial) {
        return jdbc.sql("select start_checkpoint from sweeps.trial where id = :id and start_checkpoint is not null")
                .param("id", trial.id())
                .query((row, number) ->
                        Json.MAPPER.readValue(row.getString("start_checkpoint"), WorkOrder.Checkpoint.class))
                .optional()
                .orElse(null);
    }
}
