package org.dure.server.base.database;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/// Brings every feature's schema up to date: schema `x` from `db/x`, each with a history of its own.
final class Migrations {

    /// In the order of the arrows; no schema refers to another one's tables.
    static final List<String> SCHEMAS =
            List.of("base", "people", "compute", "data", "problems", "tracking", "models", "sweeps", "serving");

    private Migrations() {}

    /// @throws NewerDatabase where the database has seen a newer Dure than this one
    static void run(DataSource dataSource) {
        if (MigrationHistory.isComplete(dataSource, SCHEMAS)) {
            return;
        }
        for (String schema : SCHEMAS) {
            Flyway flyway = Flyway.configure()
                    .dataSource(dataSource)
                    .schemas(schema)
                    .defaultSchema(schema)
                    .locations("classpath:db/" + schema)
                    .failOnMissingLocations(false)
                    .ignoreMigrationPatterns("*:future")
                    .load();
            for (MigrationInfo applied : flyway.info().applied()) {
                if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
                    throw new NewerDatabase(schema, String.valueOf(applied.getVersion()));
                }
            }
            flyway.migrate();
        }
    }

    static final class NewerDatabase extends RuntimeException {
        NewerDatabase(String schema, String version) {
            super("The data folder was written by a newer version of Dure (schema " + schema + ", migration " + version
                    + "). Start it with that version, or use another folder with --data.");
        }
    }
}
