package org.dure.server.base.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.dure.server.base.DataFolder;
import org.dure.server.base.Settings;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// One pool over the embedded PostgreSQL, or over the one that the settings name.
@Configuration
class DatabaseConfiguration {

    private static final int CONNECTIONS = 16;

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
        HikariConfig config = new HikariConfig();
        EmbeddedPostgres postgres = embedded.getIfAvailable();
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
        config.setPoolName("dure");
        HikariDataSource dataSource = new HikariDataSource(config);
        Migrations.run(dataSource);
        return dataSource;
    }
}
