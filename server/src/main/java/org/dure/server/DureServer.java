package org.dure.server;

import org.dure.server.base.database.EarlyPostgres;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.scheduling.annotation.EnableScheduling;

/// The control plane: API, web pages, scheduler, and all durable state. Beans bear their whole class name, so that two
/// features may use the same noun.
@SpringBootApplication(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@ConfigurationPropertiesScan
@EnableScheduling
public class DureServer {

    public static void main(String[] arguments) {
        SpringApplication server = new SpringApplication(DureServer.class);
        server.addInitializers(new EarlyPostgres());
        server.run(arguments);
    }
}
