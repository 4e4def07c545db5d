package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Stream;
import org.dure.base.Json;
import org.dure.server.people.ErrorForm;
import org.springframework.stereotype.Component;

/// MLflow's form for what the gate refuses, too: its clients read `error_code` alone.
@Component
class MlflowErrorForm implements ErrorForm {

    @Override
    public boolean isFor(HttpServletRequest request) {
        String path = request.getRequestURI();
        return Stream.of(
                        "/api/2.0/",
                        "/api/3.0/",
                        "/ajax-api/",
                        "/v1/traces",
                        "/get-artifact",
                        "/model-versions/",
                        "/graphql")
                .anyMatch(path::startsWith);
    }

    @Override
    public String body(int status, String message) {
        String code = switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 429 -> "REQUEST_LIMIT_EXCEEDED";
            case 503 -> "TEMPORARILY_UNAVAILABLE";
            default -> "BAD_REQUEST";
        };
        return Json.MAPPER.writeValueAsString(new MlflowErrors.Body(code, message));
    }
}
