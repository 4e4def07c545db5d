package org.dure.server.people.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dure.base.Json;
import org.dure.server.people.ErrorForm;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/// What the gate answers where it lets a request not through: problem+json, or the form of the request's wire.
@Component
class GateErrors implements AccessDeniedHandler {

    private final List<ErrorForm> forms;

    GateErrors(List<ErrorForm> forms) {
        this.forms = forms;
    }

    /// A browser's request without its CSRF token.
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        write(
                request,
                response,
                HttpStatus.FORBIDDEN,
                "The request lacks its X-XSRF-TOKEN header; load the page again.");
    }

    void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String message)
            throws IOException {
        Optional<ErrorForm> form =
                forms.stream().filter(each -> each.isFor(request)).findFirst();
        String body = form.map(each -> each.body(status.value(), message))
                .orElseGet(() -> Json.MAPPER.writeValueAsString(
                        Map.of("status", status.value(), "title", status.getReasonPhrase(), "detail", message)));
        response.setStatus(status.value());
        response.setContentType(
                form.isPresent() ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}
