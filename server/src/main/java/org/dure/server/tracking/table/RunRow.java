package org.dure.server.tracking.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.dure.server.tracking.filter.Field;
import org.jspecify.annotations.Nullable;

/// What every row of the table knows of its run.
record RunRow(
        String id,
        UUID projectId,
        long experimentId,
        String experiment,
        @Nullable UUID sessionId,
        @Nullable UUID problemId,
        String name,
        String userName,
        String status,
        long startedMs,
        @Nullable Long endedMs,
        boolean deleted) {

    static RunRow read(ResultSet row) throws SQLException {
        return new RunRow(
                row.getString("uuid"),
                row.getObject("project_id", UUID.class),
                row.getLong("experiment_id"),
                row.getString("experiment"),
                row.getObject("session_id", UUID.class),
                row.getObject("problem_id", UUID.class),
                row.getString("name"),
                row.getString("user_name"),
                row.getString("status"),
                row.getLong("started_ms"),
                row.getObject("ended_ms", Long.class),
                row.getBoolean("deleted"));
    }

    /// @return a text, a number or null; times as ISO-8601
    @Nullable
    Object attribute(Field field) {
        return switch (field.key()) {
            case "run_id" -> id;
            case "run_name" -> name;
            case "status" -> status;
            case "user_id" -> userName;
            case "experiment_id" -> String.valueOf(experimentId);
            case "experiment" -> experiment;
            case "session_id" -> sessionId == null ? null : sessionId.toString();
            case "problem_id" -> problemId == null ? null : problemId.toString();
            case "start_time" -> Instant.ofEpochMilli(startedMs).toString();
            case "end_time" ->
                endedMs == null ? null : Instant.ofEpochMilli(endedMs).toString();
            case "duration" -> endedMs == null ? null : (endedMs - startedMs) / 1000.0;
            default -> throw new IllegalStateException("No column for the attribute " + field.key());
        };
    }
}
