package org.dure.server.compute.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.dure.base.Json;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.compute.Retry;
import org.dure.server.compute.SessionLife;

/// What of a session's row tells of its life beyond one attempt.
final class LifeColumns {

    private LifeColumns() {}

    static SessionLife read(ResultSet row) throws SQLException {
        Instant pausedAt = TimeColumn.read(row, "paused_at");
        String retry = row.getString("retry");
        Instant idleSince = TimeColumn.read(row, "idle_since");
        return new SessionLife(
                SessionLife.CanCheckpoint.valueOf(row.getString("can_checkpoint")),
                pausedAt == null
                        ? null
                        : new SessionLife.Pause(
                                row.getString("paused_by"), ReasonColumn.required(row, "pause_reason"), pausedAt),
                retry == null ? Retry.standard() : Json.MAPPER.readValue(retry, Retry.class),
                TimeColumn.read(row, "retry_at"),
                TimeColumn.read(row, "ends_at"),
                idleSince == null
                        ? null
                        : new SessionLife.Idle(idleSince, Objects.requireNonNull(TimeColumn.read(row, "pauses_at"))));
    }
}
