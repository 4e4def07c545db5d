package org.dure.server.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dure.base.Json;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The contract of `/api/v1`: the files of `api/openapi`, one a feature, merged into one OpenAPI document.
@Component
public class OpenApiDocument {

    private final String json;

    OpenApiDocument() throws IOException {
        Map<String, Object> whole = new LinkedHashMap<>();
        Resource[] parts = new PathMatchingResourcePatternResolver().getResources("classpath*:openapi/*.yaml");
        Arrays.sort(parts, Comparator.comparing(part -> String.valueOf(part.getFilename())));
        for (Resource part : parts) {
            try (InputStream in = part.getInputStream()) {
                Map<String, Object> loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
                merge(whole, loaded, String.valueOf(part.getFilename()));
            }
        }
        this.json = Json.MAPPER.writeValueAsString(whole);
    }

    /// The merged document as JSON.
    public String json() {
        return json;
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
