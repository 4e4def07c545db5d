package org.dure.server.serving.routing;

import org.dure.server.base.DataFolder;
import org.springframework.stereotype.Component;

/// The key that signs try-it tokens; `serve` gets it with the routing table.
@Component
public class TryKey {

    private final String secret;

    TryKey(DataFolder folder) {
        this.secret = folder.secret("try.key");
    }

    public String secret() {
        return secret;
    }
}
