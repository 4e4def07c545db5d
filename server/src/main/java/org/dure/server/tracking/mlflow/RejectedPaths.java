package org.dure.server.tracking.mlflow;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/// A path that no handler may see, such as one with `..`, is refused in MLflow's words where it is meant for its wire.
@Component
class RejectedPaths implements RequestRejectedHandler {

    private final RequestRejectedHandler others = new HttpStatusRequestRejectedHandler();

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        if (!path.contains("/mlflow") && !path.endsWith("/get-artifact")) {
            others.handle(request, response, rejected);
            return;
        }
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getWriter()
                .write("{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"%s\"}"
                        .formatted(WirePath.invalid().getMessage()));
    }
}
