package org.dure.server.base.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// What Flyway wrote down of each schema, compared with the migrations that this Dure ships, by two questions to the
/// database. Flyway itself asks some thirty for each schema, and most starts find nothing to do.
final class MigrationHistory {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationHistory.class);

    /// @param checksum as Flyway counts it
    private record Migration(String schema, String script, int checksum) {}

    private MigrationHistory() {}

    /// Whether just the shipped migrations have run, each as it is shipped. On any doubt it answers no, and Flyway
    /// looks.
    static boolean isComplete(DataSource dataSource, List<String> schemas) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            return schemasWithHistory(statement).containsAll(schemas)
                    && applied(statement, schemas).equals(shipped());
        } catch (SQLException | IOException unknown) {
            LOG.warn("Which migrations have run could not be read: {}", unknown.getMessage());
            return false;
        }
    }

    private static Set<String> schemasWithHistory(Statement statement) throws SQLException {
        Set<String> schemas = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(
                "select schemaname from pg_catalog.pg_tables where tablename = 'flyway_schema_history'")) {
            while (rows.next()) {
                schemas.add(rows.getString(1));
            }
        }
        return schemas;
    }

    /// One that failed has no checksum of ours.
    private static Set<Migration> applied(Statement statement, List<String> schemas) throws SQLException {
        String all = schemas.stream().map("""
                select '%1$s', script, case when success then checksum end
                from %1$s.flyway_schema_history where version is not null
                """::formatted).collect(Collectors.joining("union all "));
        Set<Migration> applied = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(all)) {
            while (rows.next()) {
                applied.add(new Migration(rows.getString(1), rows.getString(2), rows.getInt(3)));
            }
        }
        return applied;
    }

    private static Set<Migration> shipped() throws IOException {
        Set<Migration> shipped = new HashSet<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:db/*/*.sql")) {
            String[] address = file.getURL().getPath().split("/");
            shipped.add(new Migration(address[address.length - 2], String.valueOf(file.getFilename()), checksum(file)));
        }
        return shipped;
    }

    /// CRC-32 of the lines without their ends.
    private static int checksum(Resource file) throws IOException {
        CRC32 checksum = new CRC32();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                checksum.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) checksum.getValue();
    }
}
