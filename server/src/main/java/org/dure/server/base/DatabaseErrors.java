package org.dure.server.base;

import java.sql.SQLException;

/// Tells a statement that took too long from a database that does not answer.
public final class DatabaseErrors {

    /// PostgreSQL's `query_canceled`: by the limit on a request's statements, or by an administrator.
    private static final String CANCELED = "57014";

    private DatabaseErrors() {}

    /// Whether PostgreSQL has cut a statement; waiting for a lock counts, too.
    public static boolean isCut(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said && CANCELED.equals(said.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
