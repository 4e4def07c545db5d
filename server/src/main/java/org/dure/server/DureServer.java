package org.dure.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/// The control plane: API, web pages, scheduler, and all durable state.
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class DureServer {

    public static void main(String[] arguments) {
        SpringApplication.run(DureServer.class, arguments);
    }
}
