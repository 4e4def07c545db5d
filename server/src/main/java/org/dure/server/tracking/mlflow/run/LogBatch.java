package org.dure.server.tracking.mlflow.run;

import java.util.function.Predicate;
import org.dure.base.Json;
import org.dure.server.tracking.metric.Batch;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.MlflowError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The body of `runs/log-batch`, which programs send thousands of times: metrics alone are read without a tree of JSON
/// between. Whatever else a body holds, or gets wrong, is left to `Fields`, which knows what to say of it.
///
/// @param lean   null where `fields` must be read
/// @param fields null where `lean` says all of it
record LogBatch(@Nullable Metrics lean, @Nullable Fields fields) {

    /// A batch of metrics and nothing else, found to be right.
    record Metrics(String runId, Batch batch) {}

    /// @param known whether a key is surely one that may be logged
    /// @return null where the body is anything but a right batch of metrics
    static @Nullable Metrics read(byte[] body, Predicate<String> known) {
        try (JsonParser json = Json.MAPPER.createParser(body)) {
            return new Reader(json, known).read();
        } catch (Unusual | JacksonException | MlflowError | NumberFormatException other) {
            return null;
        }
    }

    private static final class Unusual extends RuntimeException {
        private static final Unusual IT = new Unusual();

        private Unusual() {
            super("not a plain batch of metrics", null, false, false);
        }
    }

    private static final class Reader {
        private final JsonParser json;
        private final Predicate<String> known;
        private final Batch batch = new Batch();

        Reader(JsonParser json, Predicate<String> known) {
            this.json = json;
            this.known = known;
        }

        Metrics read() {
            expect(JsonToken.START_OBJECT);
            String runId = "";
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                switch (json.currentName()) {
                    case "run_id" -> {
                        expect(JsonToken.VALUE_STRING);
                        runId = json.getString();
                    }
                    case "metrics" -> metrics();
                    case "params", "tags" -> {
                        expect(JsonToken.START_ARRAY);
                        expect(JsonToken.END_ARRAY);
                    }
                    default -> throw Unusual.IT;
                }
            }
            if (runId.isEmpty() || json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw Unusual.IT;
            }
            return new Metrics(runId, batch);
        }

        private void metrics() {
            expect(JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                metric();
            }
            if (json.currentToken() != JsonToken.END_ARRAY || batch.size() > Checks.METRICS_MOST) {
                throw Unusual.IT;
            }
        }

        private void metric() {
            String key = "";
            long step = 0;
            long ms = -1;
            double value = 0;
            boolean valued = false;
            boolean timed = false;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                switch (json.currentName()) {
                    case "key" -> {
                        expect(JsonToken.VALUE_STRING);
                        key = json.getString();
                    }
                    case "value" -> {
                        value = real();
                        valued = true;
                    }
                    case "timestamp" -> {
                        ms = whole();
                        timed = true;
                    }
                    case "step" -> step = whole();
                    default -> throw Unusual.IT;
                }
            }
            if (key.isEmpty() || !valued || !timed || json.currentToken() != JsonToken.END_OBJECT) {
                throw Unusual.IT;
            }
            if (batch.add(key, step, ms, value) && !known.test(key)) {
                Checks.key("key", key);
            }
        }

        private long whole() {
            return switch (json.nextToken()) {
                case VALUE_NUMBER_INT -> json.getLongValue();
                case VALUE_STRING -> Long.parseLong(json.getString());
                case null, default -> throw Unusual.IT;
            };
        }

        private double real() {
            return switch (json.nextToken()) {
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
                case VALUE_STRING -> Double.parseDouble(json.getString());
                case null, default -> throw Unusual.IT;
            };
        }

        private void expect(JsonToken token) {
            if (json.nextToken() != token) {
                throw Unusual.IT;
            }
        }
    }
}
