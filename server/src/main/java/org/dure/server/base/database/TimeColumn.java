package org.dure.server.base.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A moment in a column of type timestamptz that may be null.
public final class TimeColumn {

    private TimeColumn() {}

    public static @Nullable Timestamp write(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    public static @Nullable Instant read(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
