package org.dure.server.tracking.mlflow.graphql;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The types of MLflow's GraphQL. A field is a text where nothing else is said.
final class Schema {

    /// @param type one of `String`, `Long` (written as a text, for JavaScript), `Float`, `Boolean`, `Enum`, or a type
    /// of
    ///             its own
    record Kind(String type, boolean isList) {}

    private static final Pattern FIELD = Pattern.compile("(\\w+)(?::(\\[)?(\\w+)]?)?");

    private static final Map<String, Map<String, Kind>> TYPES = read("""
            Query test:Test mlflowGetExperiment:GetExperimentResponse mlflowGetRun:GetRunResponse \
            mlflowGetMetricHistoryBulkInterval:GetMetricHistoryBulkIntervalResponse \
            mlflowListArtifacts:ListArtifactsResponse mlflowSearchRuns:SearchRunsResponse \
            mlflowSearchModelVersions:SearchModelVersionsResponse
            Mutation testMutation:Test mlflowSearchDatasets:SearchDatasetsResponse mlflowSearchRuns:SearchRunsResponse
            Test output
            ApiError code message helpUrl traceId
            GetExperimentResponse experiment:Experiment apiError:ApiError
            GetRunResponse run:Run apiError:ApiError
            SearchRunsResponse runs:[Run] nextPageToken apiError:ApiError
            SearchDatasetsResponse datasetSummaries:[DatasetSummary] apiError:ApiError
            SearchModelVersionsResponse modelVersions:[ModelVersion] nextPageToken apiError:ApiError
            ListArtifactsResponse rootUri files:[FileInfo] nextPageToken apiError:ApiError
            GetMetricHistoryBulkIntervalResponse metrics:[Metric] apiError:ApiError
            Experiment experimentId name artifactLocation lifecycleStage lastUpdateTime:Long creationTime:Long \
            tags:[Pair] effectiveTraceArchivalRetention workspace
            Run info:RunInfo data:RunData inputs:RunInputs outputs:RunOutputs experiment:Experiment \
            modelVersions:[ModelVersion]
            RunInfo runId runUuid runName experimentId userId status:Enum startTime:Long endTime:Long artifactUri \
            lifecycleStage
            RunData metrics:[Metric] params:[Pair] tags:[Pair]
            RunInputs datasetInputs:[DatasetInput] modelInputs:[ModelInput]
            RunOutputs modelOutputs:[ModelOutput]
            DatasetInput tags:[Pair] dataset:Dataset
            Dataset name digest sourceType source schema profile
            DatasetSummary experimentId name digest context
            ModelInput modelId
            ModelOutput modelId step:Long
            Metric key value:Float timestamp:Long step:Long datasetName datasetDigest modelId runId
            Pair key value
            FileInfo path isDir:Boolean fileSize:Long
            ModelVersion name version creationTimestamp:Long lastUpdatedTimestamp:Long userId currentStage description \
            source runId status:Enum statusMessage tags:[Pair] runLink aliases:[String] modelId modelParams:[ModelParam] \
            modelMetrics:[Metric] deploymentJobState:DeploymentJobState
            ModelParam name value
            DeploymentJobState jobId runId jobState:Enum runState:Enum currentTaskName
            """);

    private Schema() {}

    /// @throws GraphError where the type has no such field
    static Kind field(String type, String name) {
        Kind kind = TYPES.getOrDefault(type, Map.of()).get(name);
        if (kind == null) {
            throw new GraphError("Cannot query field '" + name + "' on type '" + shown(type) + "'.");
        }
        return kind;
    }

    static boolean isObject(Kind kind) {
        return TYPES.containsKey(kind.type());
    }

    /// Whether a fragment on a type, in MLflow's words, is one on this type.
    static boolean isCalled(String type, @Nullable String name) {
        return name == null || name.equals(type) || name.startsWith(shown(type)) || type.equals("Pair");
    }

    /// The name of a type in MLflow's schema.
    static String shown(String type) {
        return switch (type) {
            case "Query", "Mutation", "Test", "ApiError" -> type;
            case "Run" -> "MlflowRunExtension";
            default -> "Mlflow" + type;
        };
    }

    private static Map<String, Map<String, Kind>> read(String lines) {
        Map<String, Map<String, Kind>> types = new HashMap<>();
        lines.lines().forEach(line -> {
            String[] words = line.split(" ");
            Map<String, Kind> fields = new HashMap<>();
            for (int place = 1; place < words.length; place++) {
                Matcher field = FIELD.matcher(words[place]);
                if (!field.matches()) {
                    throw new IllegalStateException("No field: " + words[place]);
                }
                String type = field.group(3);
                fields.put(field.group(1), new Kind(type == null ? "String" : type, field.group(2) != null));
            }
            types.put(words[0], Map.copyOf(fields));
        });
        return Map.copyOf(types);
    }
}
