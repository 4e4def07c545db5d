package org.dure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dure.base.Json;
import org.dure.server.base.OpenApiDocument;
import org.dure.server.people.Needs;
import org.dure.server.people.OpenToAll;
import org.dure.server.people.Permission;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// The law of the endpoints: each names its permission, each of the API stands in the OpenAPI document, and each is
/// closed to those without rights.
@ServerTest
@Import(Api.class)
class EndpointsTest {

    private record Endpoint(RequestMethod method, String path, HandlerMethod handler) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        /// The path with an id that nobody has in place of each variable.
        String visit() {
            return path.replaceAll("/\\{\\*[^}]+}|/\\*\\*", "/nothing.txt")
                    .replaceAll("\\{(number|n|version|experimentId)}", "999999")
                    .replaceAll("\\{[^}]+}", "01980000-0000-7000-8000-000000000000");
        }
    }

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Autowired
    OpenApiDocument document;

    @Autowired
    Api api;

    private Stream<Endpoint> endpoints() {
        Map<String, Endpoint> found = new TreeMap<>();
        mappings.getHandlerMethods().forEach((RequestMappingInfo info, HandlerMethod handler) -> {
            if (!handler.getBeanType().getPackageName().startsWith("org.dure")) {
                return;
            }
            for (String path : info.getPatternValues()) {
                for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                    found.put(method + " " + path, new Endpoint(method, path, handler));
                }
            }
        });
        assertThat(found).as("endpoints found").isNotEmpty();
        return found.values().stream();
    }

    @Test
    void every_endpoint_names_a_permission_or_says_why_it_is_open() {
        List<String> silent = endpoints()
                .filter(endpoint -> !endpoint.handler().hasMethodAnnotation(Needs.class)
                        && !endpoint.handler().hasMethodAnnotation(OpenToAll.class))
                .map(Endpoint::toString)
                .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void every_endpoint_names_its_http_method() {
        List<String> vague = new ArrayList<>();
        mappings.getHandlerMethods().forEach((info, handler) -> {
            if (handler.getBeanType().getPackageName().startsWith("org.dure")
                    && info.getMethodsCondition().getMethods().isEmpty()) {
                vague.add(handler.toString());
            }
        });
        assertThat(vague).isEmpty();
    }

    @Test
    void the_api_and_its_document_name_the_same_endpoints() {
        List<String> served = endpoints()
                .filter(endpoint -> endpoint.path().startsWith("/api/v1/")
                        && !endpoint.path().equals("/api/v1/openapi.json"))
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .sorted()
                .toList();
        List<String> documented = new ArrayList<>();
        JsonNode paths = Json.MAPPER.readTree(document.json()).path("paths");
        for (String path : paths.propertyNames()) {
            for (String method : paths.path(path).propertyNames()) {
                if (!method.equals("parameters")) {
                    documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
                }
            }
        }
        assertThat(documented).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void nobody_is_let_in_without_sign_in() {
        List<String> open = endpoints()
                .filter(endpoint -> !endpoint.handler().hasMethodAnnotation(OpenToAll.class))
                .filter(endpoint -> api.nobody()
                                .send(endpoint.method().name(), endpoint.visit(), body(endpoint))
                                .status()
                        != 401)
                .map(Endpoint::toString)
                .toList();
        assertThat(open).isEmpty();
    }

    @Test
    void an_account_without_rights_gets_nowhere_but_to_itself() {
        Api.Caller stranger = api.stranger();
        List<String> open = endpoints()
                .filter(endpoint -> !endpoint.handler().hasMethodAnnotation(OpenToAll.class))
                .filter(endpoint ->
                        endpoint.handler().getMethodAnnotation(Needs.class).value() != Permission.SELF)
                .filter(endpoint -> stranger.send(endpoint.method().name(), endpoint.visit(), body(endpoint))
                                .status()
                        != 403)
                .map(Endpoint::toString)
                .toList();
        assertThat(open).isEmpty();
    }

    /// A member of another project holds the permission there, so that each service itself must find the thing foreign
    /// or absent. What lists or makes one's own has no variable in its path and is not visited here.
    @Test
    void a_member_of_another_project_finds_nothing() {
        Api.Caller member = api.member(api.newProject(), "MANAGER");
        List<String> found = endpoints()
                .filter(endpoint -> endpoint.handler().hasMethodAnnotation(Needs.class))
                .filter(endpoint -> endpoint.path().startsWith("/api/v1/")
                        && endpoint.path().contains("{"))
                .map(endpoint -> {
                    Api.Answer answer = member.send(endpoint.method().name(), endpoint.visit(), body(endpoint));
                    return endpoint + " answers " + answer.status() + " " + answer.body();
                })
                .filter(answer -> answer.contains("answers 2") || answer.contains("answers 5"))
                .toList();
        assertThat(found).isEmpty();
    }

    private static String body(Endpoint endpoint) {
        return endpoint.method() == RequestMethod.GET || endpoint.method() == RequestMethod.DELETE ? null : "{}";
    }
}
