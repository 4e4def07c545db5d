package org.dure.server.tracking.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives a method of MLflow's wire the request's `Fields`.
@Configuration
public class FieldsArgument implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    /// What is a list in a query although it comes once.
    private static final Set<String> LISTS = Set.of("order_by", "run_ids", "stages");

    /// A data set's profile alone may have 16 MB.
    private static final int BODY_BYTES_MOST = 20_000_000;

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Fields.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders)
            throws IOException {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        if (http == null) {
            throw new IllegalStateException("Only HTTP requests have fields");
        }
        return http.getMethod().equals("GET") ? Fields.ofQuery(query(http)) : new Fields(tree(bytes(http)), "");
    }

    private static JsonNode query(HttpServletRequest http) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        http.getParameterMap().forEach((name, values) -> {
            if (values.length == 1 && !LISTS.contains(name)) {
                node.put(name, values[0]);
            } else {
                ArrayNode array = node.putArray(name);
                for (String value : values) {
                    array.add(value);
                }
            }
        });
        return node;
    }

    /// The body, found to be of a size and a type that can be read.
    public static byte[] bytes(HttpServletRequest http) throws IOException {
        byte[] bytes = http.getInputStream().readNBytes(BODY_BYTES_MOST + 1);
        if (bytes.length > BODY_BYTES_MOST) {
            throw MlflowError.invalid("The body is larger than " + BODY_BYTES_MOST + " bytes.");
        }
        String type = http.getContentType();
        if (bytes.length == 0) {
            return bytes;
        }
        if (type == null) {
            throw MlflowError.invalid("Bad Request. Content-Type header is missing.");
        }
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw MlflowError.invalid("Bad Request. Content-Type must be one of ['application/json'].");
        }
        return bytes;
    }

    /// The JSON object of a body.
    ///
    /// @param bytes none for an object without fields
    /// @throws MlflowError where they are no JSON, or no object
    public static JsonNode tree(byte[] bytes) {
        if (bytes.length == 0) {
            return Json.MAPPER.createObjectNode();
        }
        try {
            JsonNode node = Json.MAPPER.readTree(bytes);
            if (node.isNull()) {
                return Json.MAPPER.createObjectNode();
            }
            if (node.isString()) { // the oldest clients encode twice
                node = Json.MAPPER.readTree(node.stringValue());
            }
            if (!node.isObject()) {
                throw MlflowError.badRequest("The body must be a JSON object.");
            }
            return node;
        } catch (JacksonException e) {
            throw MlflowError.badRequest("The body is no JSON: "
                    + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
        }
    }
}
