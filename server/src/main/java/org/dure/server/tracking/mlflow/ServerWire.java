package org.dure.server.tracking.mlflow;

import java.util.Map;
import org.dure.server.people.OpenToAll;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;

/// What MLflow's clients ask a server about itself before they choose how to speak with it.
@MlflowForm
class ServerWire {

    /// The version of MLflow whose wire is spoken here: from 3.4 on clients send the spans of traces to `/v1/traces`.
    private static final String VERSION = "3.17.2";

    record ServerInfo(
            String storeType,
            boolean workspacesEnabled,
            boolean traceArchivalEnabled,
            boolean multipartUploadsEnabled,
            boolean multipartDownloadsEnabled,
            Map<String, Boolean> featuresEnabled) {}

    @OpenToAll(why = "says only which version of a public wire is spoken; clients ask before they sign in")
    @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
    String version() {
        return VERSION;
    }

    @OpenToAll(why = "says only which version of a public wire is spoken; clients ask before they sign in")
    @GetMapping({"/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"})
    ServerInfo info() {
        return new ServerInfo("SqlStore", false, false, true, false, Map.of("gateway", false));
    }
}
