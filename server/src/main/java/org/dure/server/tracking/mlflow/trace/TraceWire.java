package org.dure.server.tracking.mlflow.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Answers;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.dure.server.tracking.trace.Assessment;
import org.dure.server.tracking.trace.AssessmentService;
import org.dure.server.tracking.trace.OtlpSpans;
import org.dure.server.tracking.trace.PromptVersion;
import org.dure.server.tracking.trace.Trace;
import org.dure.server.tracking.trace.TraceService;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.databind.JsonNode;

/// Traces on the wire of MLflow 3. What MLflow 2 says otherwise stands in `OldTraceWire`.
@MlflowWire
class TraceWire {

    private static final int PAGE = 100;
    private static final int PAGE_MOST = 500;
    private static final int IDS_MOST = 500;

    private final TraceService traces;
    private final AssessmentService assessments;
    private final ExperimentService experiments;

    TraceWire(TraceService traces, AssessmentService assessments, ExperimentService experiments) {
        this.traces = traces;
        this.assessments = assessments;
        this.experiments = experiments;
    }

    /// The whole of a trace, without its spans.
    static TraceAnswers.TraceAnswer start(
            TraceService traces, ExperimentService experiments, Caller caller, Fields trace) {
        Fields info = trace.object("trace_info");
        Experiment experiment = Lookup.experiment(experiments, caller, experimentOf(info.object("trace_location")));
        String state = info.choice("state", 0, TraceTimes.STATES);
        Trace kept = traces.put(
                caller,
                experiment,
                new TraceService.NewTrace(
                        info.required("trace_id"),
                        info.text("client_request_id"),
                        TraceTimes.instantMs(info, "request_time"),
                        TraceTimes.durationMs(info, "execution_duration"),
                        state == null ? "STATE_UNSPECIFIED" : state,
                        info.text("request_preview"),
                        info.text("response_preview"),
                        info.textsOfObject("trace_metadata"),
                        info.textsOfObject("tags")),
                true);
        return new TraceAnswers.TraceAnswer(new TraceAnswers.TraceBody(TraceAnswers.of(kept, null), null));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/traces/{trace}")
    TraceAnswers.TraceAnswer info(Caller caller, @PathVariable String trace) {
        return new TraceAnswers.TraceAnswer(new TraceAnswers.TraceBody(
                infos(List.of(traces.get(caller, trace))).getFirst(), null));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/traces/get")
    TraceAnswers.TraceAnswer get(Caller caller, Fields fields) {
        Trace trace = traces.get(caller, fields.required("trace_id"));
        return new TraceAnswers.TraceAnswer(whole(List.of(trace)).getFirst());
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/traces/batchGet")
    TraceAnswers.TraceList getAll(Caller caller, Fields fields) {
        return new TraceAnswers.TraceList(whole(traces.find(caller, ids(fields))));
    }

    @Needs(Permission.TRACKING_READ)
    @RequestMapping(
            path = "/traces/batchGetInfos",
            method = {RequestMethod.POST, RequestMethod.GET})
    TraceAnswers.TraceInfos getInfos(Caller caller, Fields fields) {
        return new TraceAnswers.TraceInfos(infos(traces.find(caller, ids(fields))));
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/traces/search")
    TraceAnswers.FoundList search(Caller caller, Fields fields) {
        if (!fields.has("locations")) {
            throw MlflowError.missing("locations");
        }
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        List<String> ids = new ArrayList<>();
        fields.list("locations").forEach(location -> ids.add(experimentOf(location)));
        List<Trace> found = traces.search(
                Lookup.visible(experiments, caller, ids),
                fields.text("filter", ""),
                fields.texts("order_by"),
                offset,
                size + 1);
        return new TraceAnswers.FoundList(
                infos(found.stream().limit(size).toList()),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/traces/delete-traces")
    TraceAnswers.Deleted delete(Caller caller, Fields fields) {
        Experiment experiment = Lookup.experiment(experiments, caller, fields.required("experiment_id"));
        List<String> ids = fields.texts("request_ids");
        Long before = fields.whole("max_timestamp_millis");
        if (ids.isEmpty() == (before == null)) {
            throw MlflowError.invalid("Either `max_timestamp_millis` or `request_ids` must be specified, not both.");
        }
        long most = fields.whole("max_traces", Integer.MAX_VALUE);
        if (most < 1) {
            throw MlflowError.invalid("max_traces", most, "It must be a positive integer");
        }
        return new TraceAnswers.Deleted(traces.delete(
                caller, experiment, before == null ? Long.MAX_VALUE : before, ids.isEmpty() ? null : ids, (int)
                        Math.min(most, Integer.MAX_VALUE)));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/traces/{trace}/tags")
    Answers.Empty setTag(Caller caller, @PathVariable String trace, Fields fields) {
        traces.setTag(caller, trace, fields.required("key"), fields.text("value", ""));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @DeleteMapping("/traces/{trace}/tags")
    Answers.Empty deleteTag(Caller caller, @PathVariable String trace, Fields fields) {
        traces.deleteTag(caller, trace, fields.required("key"));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/traces/link-to-run")
    Answers.Empty link(Caller caller, Fields fields) {
        traces.link(caller, fields.required("run_id"), ids(fields));
        return new Answers.Empty();
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/traces/link-prompts")
    Answers.Empty linkPrompts(Caller caller, Fields fields) {
        String id = fields.required("trace_id");
        if (!fields.has("prompt_versions")) {
            throw MlflowError.missing("prompt_versions");
        }
        List<PromptVersion> prompts = fields.list("prompt_versions").stream()
                .map(prompt -> new PromptVersion(prompt.required("name"), version(prompt)))
                .toList();
        Checks.count("prompt_versions", prompts.size(), IDS_MOST);
        traces.linkPrompts(caller, id, prompts);
        return new Answers.Empty();
    }

    private static long version(Fields prompt) {
        Long version = prompt.whole("version");
        if (version == null) {
            throw MlflowError.missing(prompt.path("version"));
        }
        return version;
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/traces/calculate-filter-correlation")
    Correlation correlation(Caller caller, Fields fields) {
        List<Experiment> within = Lookup.visible(experiments, caller, fields.texts("experiment_ids"));
        String base = fields.text("base_filter", "");
        String first = and(base, fields.required("filter_string1"));
        String second = and(base, fields.required("filter_string2"));
        return Correlation.of(
                traces.count(within, first),
                traces.count(within, second),
                traces.count(within, and(first, second)),
                traces.count(within, base));
    }

    private static String and(String filter, String more) {
        return filter.isBlank() ? more : filter + " AND " + more;
    }

    private List<TraceAnswers.TraceInfo> infos(List<Trace> of) {
        Map<String, List<Assessment>> said = assessments.of(of);
        return of.stream()
                .map(trace -> TraceAnswers.of(trace, said.get(trace.id())))
                .toList();
    }

    private List<TraceAnswers.TraceBody> whole(List<Trace> of) {
        Map<String, List<byte[]>> spans = traces.spans(of);
        Map<String, List<Assessment>> said = assessments.of(of);
        return of.stream()
                .map(trace -> new TraceAnswers.TraceBody(
                        TraceAnswers.of(trace, said.get(trace.id())),
                        spans.getOrDefault(trace.id(), List.of()).stream()
                                .map(span -> (JsonNode) SpanJson.wire(OtlpSpans.parse(span)))
                                .toList()))
                .toList();
    }

    private static List<String> ids(Fields fields) {
        List<String> ids = fields.texts("trace_ids");
        if (ids.isEmpty()) {
            throw MlflowError.missing("trace_ids");
        }
        Checks.count("trace_ids", ids.size(), IDS_MOST);
        return ids;
    }

    private static String experimentOf(Fields location) {
        return location.object("mlflow_experiment").required("experiment_id");
    }
}
