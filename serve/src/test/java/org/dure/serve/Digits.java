package org.dure.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.dure.base.Json;

/// One real digit, and what scikit-learn's own model says about it (made by src/test/models/make-models.py).
record Digits(List<Integer> grey, String className, List<Double> probabilities) {

    static Digits one() throws IOException {
        var node = Json.MAPPER.readTree(Files.readAllBytes(FakeServer.models().resolve("digits-1/expected.json")));
        return new Digits(
                node.get("grey").valueStream().map(value -> value.asInt()).toList(),
                node.get("class").asString(),
                node.get("probabilities")
                        .valueStream()
                        .map(value -> value.asDouble())
                        .toList());
    }

    /// The digit's 64 values in JSON.
    String values() {
        return grey.stream().map(grey -> Float.toString(grey / 255f)).collect(Collectors.joining(","));
    }

    /// A request with `rows` times the digit.
    String request(int rows) {
        String data = String.join(",", java.util.Collections.nCopies(rows, values()));
        return "{\"inputs\":[{\"name\":\"image\",\"shape\":[" + rows + ",64],\"datatype\":\"FP32\",\"data\":[" + data
                + "]}]}";
    }
}
