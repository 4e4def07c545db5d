package org.dure.server.base.database;

import org.dure.server.base.DataFolder;
import org.dure.server.base.Settings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;

/// Begins the start of the embedded PostgreSQL as soon as the settings are known, while Spring makes ready what asks
/// nothing of it: the first time on a folder its `initdb` alone takes seconds.
public final class EarlyPostgres implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private @Nullable EmbeddedPostgres postgres;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        // The build works out the beans by going as far as here, with no data folder.
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            return;
        }
        Settings settings = Binder.get(context.getEnvironment())
                .bind("dure", Settings.class)
                .get();
        if (settings.databaseUrl() == null) {
            postgres = new EmbeddedPostgres(settings, new DataFolder(settings));
            postgres.begin();
            context.getBeanFactory().registerSingleton(EarlyPostgres.class.getName(), this);
        }
    }

    /// @throws IllegalStateException before [#initialize]
    EmbeddedPostgres postgres() {
        if (postgres == null) {
            throw new IllegalStateException("PostgreSQL has not begun to start");
        }
        return postgres;
    }
}
