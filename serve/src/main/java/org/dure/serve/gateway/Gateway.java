package org.dure.serve.gateway;

import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The HTTP server: its limits, its routes, and what is the same for every answer.
public final class Gateway {

    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    private static final int CONNECTIONS_MAX = 2_000;
    private static final HeaderName ORIGIN = HeaderNames.create("Origin");

    private final WebServer server;
    private final @Nullable WebServer local;

    private Gateway(WebServer server, @Nullable WebServer local) {
        this.server = server;
        this.local = local;
    }

    /// Where it listens.
    ///
    /// @param port      0 for any free one
    /// @param tls       null for plain HTTP
    /// @param localPort a second port on the loopback interface alone, of plain HTTP; 0 for none
    public record Listening(
            InetAddress host, int port, @Nullable SSLContext tls, int localPort) {}

    /// Starts to listen.
    ///
    /// @param allowedOrigins of the pages whose scripts may call
    public static Gateway start(Listening listening, Set<String> allowedOrigins, InferenceResource inference) {
        WebServer server =
                server(listening.host(), listening.port(), listening.tls(), routing(allowedOrigins, inference));
        WebServer local = listening.localPort() == 0
                ? null
                : server(
                        InetAddress.getLoopbackAddress(),
                        listening.localPort(),
                        null,
                        routing(allowedOrigins, inference));
        return new Gateway(server, local);
    }

    private static WebServer server(InetAddress host, int port, @Nullable SSLContext tls, HttpRouting.Builder routing) {
        WebServerConfig.Builder builder = WebServer.builder()
                .address(host)
                .port(port)
                .routing(routing)
                .maxTcpConnections(CONNECTIONS_MAX)
                .idleConnectionTimeout(Duration.ofMinutes(5))
                .connectionConfig(ConnectionConfig.builder()
                        .readTimeout(Duration.ofSeconds(30))
                        .build())
                .directHandlers(directHandlers())
                .shutdownHook(false);
        if (tls != null) {
            builder.tls(Tls.builder().sslContext(tls).build());
        }
        return builder.build().start();
    }

    private static HttpRouting.Builder routing(Set<String> allowedOrigins, InferenceResource inference) {
        HttpRouting.Builder routing = HttpRouting.builder();
        routing.addFilter(new Cors(allowedOrigins));
        inference.register(routing);
        routing.any((request, response) -> answer(
                response,
                Answer.error(404, "There is nothing at " + request.path().path())));
        routing.error(Exception.class, (request, response, failure) -> {
            LOG.log(System.Logger.Level.ERROR, "A request failed", failure);
            answer(response, Answer.error(500, "The request failed"));
        });
        return routing;
    }

    public int port() {
        return server.port();
    }

    public void stop() {
        server.stop();
        if (local != null) {
            local.stop();
        }
    }

    /// What never reaches a route (broken HTTP, an unknown content encoding, too long a header) gets an error in JSON,
    /// too.
    private static DirectHandlers directHandlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            handlers.addHandler(
                    event,
                    (request, type, status, headers, message) -> DirectHandler.TransportResponse.builder()
                            .status(status)
                            .headers(headers)
                            .header(HeaderNames.CONTENT_TYPE, "application/json")
                            .entity(Answer.error(status.code(), status.reasonPhrase() + ": " + message)
                                    .body())
                            .build());
        }
        return handlers.build();
    }

    static void answer(ServerResponse response, Answer answer) {
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        if (answer.retryAfterS() > 0) {
            response.header(HeaderNames.RETRY_AFTER, Long.toString(answer.retryAfterS()));
        }
        if (answer.status() == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        response.send(answer.body());
    }

    /// Lets the scripts of the allowed origins call (Fetch standard, section 3.2, CORS protocol).
    private record Cors(Set<String> allowedOrigins) implements Filter {

        @Override
        public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
            String origin = header(request);
            boolean allowed = !origin.isEmpty() && allowedOrigins.contains(origin);
            if (allowed) {
                response.header("Access-Control-Allow-Origin", origin);
                response.header("Access-Control-Expose-Headers", "Retry-After");
            }
            response.header("Vary", "Origin");
            if (request.prologue().method().equals(Method.OPTIONS)) {
                if (allowed) {
                    response.header("Access-Control-Allow-Methods", "GET, POST");
                    response.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
                    response.header("Access-Control-Max-Age", "600");
                }
                response.status(Status.NO_CONTENT_204).send();
            } else {
                chain.proceed();
            }
        }

        private static String header(ServerRequest request) {
            return request.headers().first(ORIGIN).orElse("");
        }
    }
}
