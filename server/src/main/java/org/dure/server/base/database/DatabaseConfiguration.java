package org.dure.server.base.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Settings;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The pools over the embedded PostgreSQL, or over the one that the settings name.
@Configuration
class DatabaseConfiguration {

    /// Of each pool.
    private static final int CONNECTIONS = 16;

    /// A request that holds a transaction open for so long, and asks nothing, has been forgotten.
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(5);

    /// Decided here and not by a condition: those are decided when Dure is built.
    @Bean(initMethod = "awaitStart", destroyMethod = "stop")
    @Nullable
    EmbeddedPostgres embeddedPostgres(Settings settings, DataFolder folder, ObjectProvider<EarlyPostgres> early) {
        if (settings.databaseUrl() != null) {
            return null;
        }
        EarlyPostgres begun = early.getIfAvailable();
        return begun == null ? new EmbeddedPostgres(settings, folder) : begun.postgres();
    }

    @Bean
    DataSource dataSource(Settings settings, ObjectProvider<EmbeddedPostgres> embedded) {
        EmbeddedPostgres postgres = embedded.getIfAvailable();
        HikariDataSource work = new HikariDataSource(pool("dure", settings, postgres));
        Migrations.run(work);
        HikariConfig requests = pool("dure requests", settings, postgres);
        requests.setConnectionInitSql("set statement_timeout = %d; set idle_in_transaction_session_timeout = %d"
                .formatted(settings.statementLimit().toMillis(), IDLE_LIMIT.toMillis()));
        return new ConnectionPools(new HikariDataSource(requests), work);
    }

    private static HikariConfig pool(String name, Settings settings, @Nullable EmbeddedPostgres postgres) {
        HikariConfig config = new HikariConfig();
        if (postgres != null) {
            config.setJdbcUrl(postgres.url());
            config.setUsername(EmbeddedPostgres.USER);
            config.setPassword(postgres.password());
        } else {
            config.setJdbcUrl(settings.databaseUrl());
            config.setUsername(settings.databaseUser());
            config.setPassword(settings.databasePassword());
        }
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(10_000);
        config.setPoolName(name);
        return config;
    }
}
