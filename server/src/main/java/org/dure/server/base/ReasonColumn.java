package org.dure.server.base;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.dure.base.Json;
import org.dure.base.Reason;
import org.jspecify.annotations.Nullable;

/// A `Reason` in a column of type jsonb: written as `cast(:reason as jsonb)`.
public final class ReasonColumn {

    private ReasonColumn() {}

    public static @Nullable String write(@Nullable Reason reason) {
        return reason == null ? null : Json.MAPPER.writeValueAsString(reason);
    }

    public static @Nullable Reason read(ResultSet row, String column) throws SQLException {
        String json = row.getString(column);
        return json == null ? null : Json.MAPPER.readValue(json, Reason.class);
    }

    /// Of a column that is never null.
    public static Reason required(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(read(row, column));
    }
}
