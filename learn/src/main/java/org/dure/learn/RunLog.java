package org.dure.learn;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dure.base.Json;

/// Tells the tracking server (MLflow REST 2.0) which settings this run has. `dure:` lines carry numbers alone, and
/// settings are
/// more than numbers.
final class RunLog {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private RunLog() {}

    private record Parameter(String key, String value) {}

    private record LogBatch(String runId, List<Parameter> params) {}

    /// Logs `parameters` where `MLFLOW_TRACKING_URI` and `MLFLOW_RUN_ID` are set. A server that does not answer
    /// stops no training: then the answer says why, for the program's log.
    ///
    /// @return empty where all went well or nothing was to be done
    static String parameters(Map<String, String> environment, Map<String, String> parameters) {
        String server = environment.getOrDefault("MLFLOW_TRACKING_URI", "");
        String run = environment.getOrDefault("MLFLOW_RUN_ID", "");
        if (server.isEmpty() || run.isEmpty()) {
            return "";
        }
        List<Parameter> entries = parameters.entrySet().stream()
                .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
                .toList();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            URI address = URI.create(server.replaceAll("/+$", "") + "/api/2.0/mlflow/runs/log-batch");
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(new LogBatch(run, entries))))
                    .build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? "" : "the tracking server answered " + response.statusCode();
        } catch (IOException | IllegalArgumentException e) {
            return "the tracking server cannot be reached: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
