package org.dure.cli.api;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Problems and their champions.
public record Problems(Api api, Finder finder) {

    /// A classification of images, judged by accuracy on a part of a dataset version (default: `hidden`).
    public JsonNode create(String name, DatasetReference.Found judge) {
        String part = judge.part();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("task", "image-classification");
        body.put("metric", "accuracy");
        body.put("direction", "maximize");
        body.put("dataset_id", judge.id());
        body.put("version", judge.version());
        body.put("hidden_part", part == null ? "hidden" : part);
        return api.post(finder.path("problems"), body);
    }
}
