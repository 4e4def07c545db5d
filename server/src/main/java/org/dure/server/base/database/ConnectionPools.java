package org.dure.server.base.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.web.context.request.RequestContextHolder;

/// Two pools over one database. Connections that serve requests give up on what nobody waits for any longer; those of
/// the platform's own work take the time that they need, and no crowd of requests takes them away.
///
/// A request's are those of its own thread: answers that are streamed, and listeners that go on after it, are work.
final class ConnectionPools extends AbstractDataSource implements AutoCloseable {

    private final HikariDataSource requests;
    private final HikariDataSource work;

    ConnectionPools(HikariDataSource requests, HikariDataSource work) {
        this.requests = requests;
        this.work = work;
    }

    @Override
    public Connection getConnection() throws SQLException {
        boolean servesRequest = RequestContextHolder.getRequestAttributes() != null;
        return (servesRequest ? requests : work).getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("All connections are of the user in the settings");
    }

    /// Whoever asks for the pool itself means that of the platform's own work.
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : work.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || work.isWrapperFor(type);
    }

    @Override
    public void close() {
        requests.close();
        work.close();
    }
}
