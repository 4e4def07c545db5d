package org.dure.server.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dure.base.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The contract of `/api/v1`: the files of `api/openapi`, one a feature, merged into one OpenAPI document.
@Component
public class OpenApiDocument {

    private @Nullable String json;

    /// The merged document as JSON. Merged at the first question: a start should not wait for what few ask.
    ///
    /// @throws IllegalStateException where two files say the same
    public synchronized String json() {
        if (json == null) {
            json = merged();
        }
        return json;
    }

    private static String merged() {
        try {
            return merged(new PathMatchingResourcePatternResolver().getResources("classpath*:openapi/*.yaml"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String merged(Resource[] parts) throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>();
        Arrays.sort(parts, Comparator.comparing(part -> String.valueOf(part.getFilename())));
        for (Resource part : parts) {
            try (InputStream in = part.getInputStream()) {
                Map<String, Object> loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
                merge(whole, loaded, String.valueOf(part.getFilename()));
            }
        }
        return Json.MAPPER.writeValueAsString(whole);
    }

    @SuppressWarnings("unchecked") // YAML's maps have string keys here
    private static void merge(Map<String, Object> into, Map<String, Object> from, String file) {
        from.forEach((key, value) -> {
            Object there = into.get(key);
            if (there == null) {
                into.put(key, value);
            } else if (there instanceof Map<?, ?> left && value instanceof Map<?, ?> right) {
                merge((Map<String, Object>) left, (Map<String, Object>) right, file);
            } else {
                throw new IllegalStateException("api/openapi/" + file + " says " + key + " a second time");
            }
        });
    }
}
