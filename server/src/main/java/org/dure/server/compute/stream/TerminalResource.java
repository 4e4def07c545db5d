package org.dure.server.compute.stream;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.dure.server.compute.Session;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/// A terminal inside an interactive session, as a WebSocket: binary messages are what is typed and what is shown, a
/// text message `{"columns": 80, "rows": 24}` gives it another size.
@RestController
@RequestMapping("/api/v1/sessions/{id}/terminal")
class TerminalResource {

    private final StreamService streams;
    private final Settings settings;

    TerminalResource(StreamService streams, Settings settings) {
        this.streams = streams;
        this.settings = settings;
    }

    @Needs(Permission.COMPUTE_RUN)
    @GetMapping
    void open(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(defaultValue = "80") int columns,
            @RequestParam(defaultValue = "24") int rows,
            @RequestHeader(name = HttpHeaders.ORIGIN, required = false) @Nullable String origin,
            HttpServletRequest request,
            HttpServletResponse response)
            throws ServletException, IOException {
        Session session = streams.require(caller, id);
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            throw new UserError.Invalid(HttpHeaders.UPGRADE, "must be websocket: this is no ordinary request");
        }
        if (!isOurs(origin, request.getHeader(HttpHeaders.HOST))) {
            throw new UserError.Denied("A page of another origin opens no terminal here: " + origin);
        }
        streams.recordEntry(caller, session, "terminal");
        WebSocketHttpRequestHandler upgrade = new WebSocketHttpRequestHandler(
                new TerminalSocket(streams, id, columns, rows), new DefaultHandshakeHandler());
        upgrade.setHandshakeInterceptors(List.of());
        upgrade.handleRequest(request, response);
    }

    /// Cookies travel with a WebSocket of any page (RFC 6455, section 10.2); programs that are no browsers name no
    /// origin.
    private boolean isOurs(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String scheme = settings.publicUrl().getScheme();
        return origin.equals(scheme + "://" + settings.publicUrl().getAuthority())
                || origin.equals("http://" + host)
                || origin.equals("https://" + host);
    }
}
