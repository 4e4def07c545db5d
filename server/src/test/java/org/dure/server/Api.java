package org.dure.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.base.DataFolder;
import org.dure.server.base.OpenApiDocument;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// A plain HTTP client of the server under test. Every answer below `/api/v1` is checked against the OpenAPI document.
@TestComponent
@Lazy
public class Api {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Environment environment;
    private final OpenApiInteractionValidator contract;
    private final String adminToken;

    Api(Environment environment, OpenApiDocument document, DataFolder folder) throws IOException {
        this.environment = environment;
        this.contract = OpenApiInteractionValidator.createForInlineApiSpecification(document.json())
                .build();
        this.adminToken = java.nio.file.Files.readString(folder.root().resolve("admin.token"));
    }

    /// One answer.
    public record Answer(int status, String body, HttpResponse<byte[]> response) {

        public JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        /// Fails, showing the body, where the status is another one.
        public Answer expect(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        /// The problem's explanation.
        public String detail() {
            return json().path("detail").asString();
        }
    }

    /// A caller with one token, or none.
    public final class Caller {

        private final String token;

        private Caller(String token) {
            this.token = token;
        }

        public String token() {
            return token;
        }

        public Answer get(String path) {
            return send("GET", path, null);
        }

        public Answer post(String path, String json) {
            return send("POST", path, json);
        }

        public Answer put(String path, String json) {
            return send("PUT", path, json);
        }

        public Answer delete(String path) {
            return send("DELETE", path, null);
        }

        public Answer send(String method, String path, String json) {
            return json == null
                    ? sendBytes(method, path, null, null)
                    : sendBytes(
                            method, path, "application/json", json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        /// @param contentType null where there is no body
        public Answer sendBytes(String method, String path, String contentType, byte[] body) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(body));
            if (contentType != null) {
                request.header("Content-Type", contentType);
            }
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            try {
                HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                check(method, path, response);
                return new Answer(
                        response.statusCode(),
                        new String(response.body(), java.nio.charset.StandardCharsets.UTF_8),
                        response);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(method + " " + path, e);
            }
        }
    }

    public Caller as(String token) {
        return new Caller(token);
    }

    public Caller nobody() {
        return new Caller("");
    }

    public Caller admin() {
        return new Caller(adminToken);
    }

    /// A fresh account without any membership.
    public Caller stranger() {
        return member(null, null);
    }

    /// A fresh account that is a member of `project` with `role`.
    public Caller member(String project, String role) {
        String name = "person-" + UUID.randomUUID().toString().substring(0, 12);
        String password = "password of " + name;
        admin().post("/api/v1/accounts", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password))
                .expect(201);
        if (project != null) {
            admin().put(
                            "/api/v1/projects/" + project + "/members",
                            "{\"account\":\"%s\",\"role\":\"%s\"}".formatted(name, role))
                    .expect(204);
        }
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/tokens"))
                .header("Authorization", basic(name, password))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"test\"}"))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return as(Json.MAPPER.readTree(response.body()).path("secret").asString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no token for " + name, e);
        }
    }

    /// Makes a project of a random name and returns its id.
    public String newProject() {
        String name = "project-" + UUID.randomUUID().toString().substring(0, 12);
        return admin().post(
                        "/api/v1/projects",
                        "{\"name\":\"%s\",\"organisation\":\"home\",\"unit\":\"main\"}".formatted(name))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path);
    }

    public static String basic(String name, String password) {
        return "Basic "
                + java.util.Base64.getEncoder()
                        .encodeToString((name + ":" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void check(String method, String path, HttpResponse<byte[]> response) {
        String plain = path.replaceFirst("\\?.*", "");
        if (!plain.startsWith("/api/v1/") || plain.equals("/api/v1/openapi.json")) {
            return;
        }
        SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
        response.headers().map().forEach((name, values) -> answer.withHeader(name, values));
        if (response.body().length > 0) {
            answer.withBody(response.body());
        }
        ValidationReport report = contract.validateResponse(plain, Request.Method.valueOf(method), answer.build());
        assertThat(report.getMessages().stream().map(ValidationReport.Message::toString))
                .as(
                        "%s %s answers %d against api/openapi: %s",
                        method, path, response.statusCode(), new String(response.body()))
                .isEmpty();
    }
}
