package org.dure.server;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModulesTest {

    @Test
    void features_use_only_what_their_package_info_allows() {
        ApplicationModules.of(DureServer.class).verify();
    }
}
