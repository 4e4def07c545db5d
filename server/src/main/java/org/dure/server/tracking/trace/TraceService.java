package org.dure.server.tracking.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.dure.server.tracking.run.RunAccess;
import org.dure.server.tracking.run.RunRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Traces by the rules of MLflow's server: a client tells a trace's whole and sends its spans in either order, and may
/// send both again.
@Service
public class TraceService {

    private static final String NAME_TAG = "mlflow.traceName";
    private static final String SPANS_TAG = "mlflow.trace.spansLocation";
    private static final String PLACE_TAG = "mlflow.artifactLocation";
    private static final String VERSION_KEY = "mlflow.trace_schema.version";
    private static final int PREVIEW_MOST = 10_000;
    private static final int DELETED_MOST = 10_000;
    private static final int LINKS_MOST = 100_000;
    private static final int PROMPTS_MOST = 1_000;

    /// What a client tells of a trace.
    public record NewTrace(
            String id,
            @Nullable String clientRequestId,
            long requestedMs,
            @Nullable Long durationMs,
            String state,
            @Nullable String requestPreview,
            @Nullable String responsePreview,
            Map<String, String> metadata,
            Map<String, String> tags) {}

    private final TraceRepository traces;
    private final TraceMetricRepository metrics;
    private final RunRepository runs;
    private final RunAccess runAccess;
    private final Audit audit;

    TraceService(
            TraceRepository traces,
            TraceMetricRepository metrics,
            RunRepository runs,
            RunAccess runAccess,
            Audit audit) {
        this.traces = traces;
        this.metrics = metrics;
        this.runs = runs;
        this.runAccess = runAccess;
        this.audit = audit;
    }

    /// @param finished whether spans that come later are to change nothing of it
    /// @throws UserError.Conflict where another experiment has a trace of that id
    @Transactional
    public Trace put(Caller caller, Experiment experiment, NewTrace told, boolean finished) {
        requireWrite(caller, experiment);
        Map<String, String> tags = TraceLimits.pairs("tags", told.tags());
        Map<String, String> metadata = TraceLimits.pairs("trace_metadata", told.metadata());
        Trace trace = new Trace(
                TraceLimits.id(told.id()),
                experiment.projectId(),
                experiment.id(),
                caller.sessionId(),
                TraceLimits.cutOrNull(told.clientRequestId()),
                told.requestedMs(),
                told.durationMs(),
                told.state(),
                preview(told.requestPreview()),
                preview(told.responsePreview()),
                metadata,
                tags);
        if (!traces.put(trace, finished)) {
            throw new UserError.Conflict("There is a trace " + trace.id() + " elsewhere already.");
        }
        traces.putMetadata(trace.id(), metadata, true);
        traces.putTags(trace.id(), tags, true);
        traces.putTags(trace.id(), Map.of(PLACE_TAG, place(trace)), true);
        return get(caller, trace.id());
    }

    /// The end of a trace that was begun before it was known whole, as MLflow 2's clients tell it.
    @Transactional
    public Trace end(
            Caller caller,
            String id,
            long endedMs,
            String state,
            Map<String, String> metadata,
            Map<String, String> tags) {
        Trace trace = writable(caller, id);
        Map<String, String> keptTags = TraceLimits.pairs("tags", tags);
        Map<String, String> keptMetadata = TraceLimits.pairs("request_metadata", metadata);
        traces.put(
                new Trace(
                        id,
                        trace.projectId(),
                        trace.experimentId(),
                        trace.sessionId(),
                        trace.clientRequestId(),
                        trace.requestedMs(),
                        Math.max(0, endedMs - trace.requestedMs()),
                        state,
                        trace.requestPreview(),
                        trace.responsePreview(),
                        keptMetadata,
                        keptTags),
                true);
        traces.putMetadata(id, keptMetadata, true);
        traces.putTags(id, keptTags, true);
        return get(caller, id);
    }

    /// All or nothing. A span that is there already is replaced.
    ///
    /// @param runId the run that the traces are of; null where the sender does not say
    /// @throws UserError.Conflict where another experiment has a trace of that id
    @Transactional
    public void addSpans(Caller caller, Experiment experiment, List<TraceSpan> spans, @Nullable String runId) {
        requireWrite(caller, experiment);
        Map<String, List<TraceSpan>> byTrace = new LinkedHashMap<>();
        spans.stream()
                .sorted(Comparator.comparing(TraceSpan::traceId))
                .forEach(span -> byTrace.computeIfAbsent(span.traceId(), id -> new ArrayList<>())
                        .add(span));
        byTrace.forEach((id, all) -> addSpans(caller, experiment, id, all));
        if (runId != null) {
            link(caller, runId, byTrace.keySet());
        }
    }

    private void addSpans(Caller caller, Experiment experiment, String id, List<TraceSpan> spans) {
        long startedMs = spans.stream().mapToLong(TraceSpan::startedNs).min().orElseThrow() / 1_000_000;
        Trace made = new Trace(
                id,
                experiment.projectId(),
                experiment.id(),
                caller.sessionId(),
                null,
                startedMs,
                null,
                "IN_PROGRESS",
                null,
                null,
                Map.of(),
                Map.of());
        traces.ensure(made);
        Trace trace = traces.find(id).orElseThrow();
        if (trace.experimentId() != experiment.id() || !Objects.equals(trace.sessionId(), caller.sessionId())) {
            throw new UserError.Conflict("There is a trace " + id + " elsewhere already.");
        }
        spans.forEach(traces::putSpan);
        if (traces.countSpans(id) > TraceLimits.SPANS_MOST) {
            throw new UserError.TooLarge("A trace holds at most " + TraceLimits.SPANS_MOST + " spans.");
        }
        Optional<TraceSpan> first =
                spans.stream().filter(span -> span.parentId() == null).findFirst();
        Long durationMs = first.filter(span -> span.endedNs() > 0)
                .map(span -> Math.max(0, (span.endedNs() - span.startedNs()) / 1_000_000))
                .orElse(null);
        traces.tell(
                id,
                startedMs,
                durationMs,
                first.map(TraceSpan::failed).orElse(false) ? "ERROR" : "OK",
                first.map(span -> Objects.requireNonNullElse(preview(span.input()), ""))
                        .orElse(""),
                first.map(span -> Objects.requireNonNullElse(preview(span.output()), ""))
                        .orElse(""));
        first.ifPresent(span -> traces.putTags(id, Map.of(NAME_TAG, span.name()), false));
        traces.putTags(id, Map.of(PLACE_TAG, place(trace)), false);
        traces.putTags(id, Map.of(SPANS_TAG, "TRACKING_STORE"), true);
        traces.putMetadata(id, Map.of(VERSION_KEY, "3"), false);
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Trace get(Caller caller, String id) {
        return find(caller, List.of(id)).stream().findFirst().orElseThrow(() -> new UserError.NotFound("trace", id));
    }

    /// Those that the caller may see, in the order asked for.
    public List<Trace> find(Caller caller, List<String> ids) {
        Map<String, Trace> found = new LinkedHashMap<>();
        traces.find(ids).stream()
                .filter(trace -> caller.may(Permission.TRACKING_READ, trace.projectId()))
                .forEach(trace -> found.put(trace.id(), trace));
        return ids.stream().distinct().map(found::get).filter(Objects::nonNull).toList();
    }

    /// By trace, for traces that the caller has been found to see: each an OpenTelemetry `Span` in Protocol Buffers.
    public Map<String, List<byte[]>> spans(Collection<Trace> of) {
        return traces.spans(of.stream().map(Trace::id).toList());
    }

    /// @param experiments those that the caller may not see are to be left out by the caller of this
    /// @throws org.dure.server.tracking.filter.FilterError where filter or orders cannot be read
    public List<Trace> search(
            List<Experiment> experiments, String filter, List<String> orders, long offset, int limit) {
        return TraceWords.answer(() -> traces.search(
                experiments.stream().map(Experiment::id).toList(),
                FilterParser.filter(filter, Vocabulary.TRACES),
                orders.stream().map(TraceWords::order).toList(),
                offset,
                limit));
    }

    /// How many there are.
    ///
    /// @param experiments those that the caller may not see are to be left out by the caller of this
    /// @throws org.dure.server.tracking.filter.FilterError where the filter cannot be read
    public long count(List<Experiment> experiments, String filter) {
        return TraceWords.answer(() -> traces.count(
                experiments.stream().map(Experiment::id).toList(), FilterParser.filter(filter, Vocabulary.TRACES)));
    }

    /// Numbers of many traces at once.
    ///
    /// @param experiments those that the caller may not see are to be left out by the caller of this
    /// @throws org.dure.server.tracking.filter.FilterError where the filter cannot be read
    public List<TraceMetric.Point> measure(
            List<Experiment> experiments, String filter, TraceMetric metric, long offset, int limit) {
        return TraceWords.answer(() -> metrics.query(
                experiments.stream().map(Experiment::id).toList(),
                FilterParser.filter(filter, Vocabulary.TRACES),
                metric,
                offset,
                limit));
    }

    @Transactional
    public void setTag(Caller caller, String id, String key, String value) {
        writable(caller, id);
        traces.putTags(id, Map.of(changeable(key), TraceLimits.cut(value)), true);
    }

    /// @throws UserError.NotFound where there is none
    @Transactional
    public void deleteTag(Caller caller, String id, String key) {
        writable(caller, id);
        if (!traces.deleteTag(id, changeable(key))) {
            throw new UserError.NotFound("trace tag", key);
        }
    }

    private static String changeable(String key) {
        if (key.equals(SPANS_TAG)) {
            throw new UserError.Invalid("key", "Tag '" + key + "' is immutable on a trace.");
        }
        return TraceLimits.key("key", key);
    }

    /// Traces that are not there yet are linked as well: clients send them behind the program's back.
    ///
    /// @throws UserError.NotFound where there is no such run that the caller may write
    /// @throws UserError.Denied where a trace is not the caller's to write
    @Transactional
    public void link(Caller caller, String runId, Collection<String> ids) {
        runAccess.forLogging(caller, runId);
        ids.forEach(TraceLimits::id);
        find(caller, List.copyOf(ids)).forEach(trace -> writable(caller, trace.id()));
        traces.link(runId, ids);
        if (traces.countLinks(runId) > LINKS_MOST) {
            throw new UserError.Invalid("trace_ids", "A run is linked to at most " + LINKS_MOST + " traces.");
        }
    }

    /// Which versions of prompts a trace was made with.
    ///
    @Transactional
    public void linkPrompts(Caller caller, String id, List<PromptVersion> prompts) {
        writable(caller, id);
        prompts.forEach(
                prompt -> traces.linkPrompt(id, TraceLimits.key("prompt_versions", prompt.name()), prompt.version()));
        if (traces.countPrompts(id) > PROMPTS_MOST) {
            throw new UserError.Invalid(
                    "prompt_versions", "A trace is linked to at most " + PROMPTS_MOST + " versions of prompts.");
        }
    }

    /// The oldest first, at most 10,000 at once.
    ///
    /// @param ids null for all that are old enough
    /// @return how many there were
    @Transactional
    public int delete(
            Caller caller, Experiment experiment, long requestedMsMost, @Nullable List<String> ids, int most) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session deletes nothing.");
        }
        caller.require(Permission.TRACKING_WRITE, experiment.projectId(), "experiment", experiment.id());
        List<String> found = traces.ids(experiment.id(), requestedMsMost, ids, Math.min(most, DELETED_MOST));
        int deleted = traces.delete(found);
        if (deleted > 0) {
            audit.record(
                    caller,
                    experiment.projectId(),
                    "tracking.traces_deleted",
                    "experiment " + experiment.name(),
                    Map.of("traces", deleted));
        }
        return deleted;
    }

    /// @throws UserError.Denied where a session's program did not send it
    public void requireWrite(Caller caller, String id) {
        writable(caller, id);
    }

    private Trace writable(Caller caller, String id) {
        Trace trace = get(caller, id);
        caller.require(Permission.TRACKING_WRITE, trace.projectId(), "trace", id);
        if (caller.kind() == Caller.Kind.SESSION && !Objects.equals(trace.sessionId(), caller.sessionId())) {
            throw new UserError.Denied("A session writes its own traces alone, not " + id + ".");
        }
        return trace;
    }

    /// A session's program writes traces into its own experiment alone.
    private void requireWrite(Caller caller, Experiment experiment) {
        caller.require(Permission.TRACKING_WRITE, experiment.projectId(), "experiment", experiment.id());
        experiment.requireActive();
        if (caller.kind() == Caller.Kind.SESSION) {
            UUID session = Objects.requireNonNull(caller.sessionId());
            if (runs.findBySession(session)
                    .filter(run -> run.experimentId() == experiment.id())
                    .isEmpty()) {
                throw new UserError.Denied("A session writes traces into its own experiment alone.");
            }
        }
    }

    private static String place(Trace trace) {
        return "mlflow-artifacts:/" + trace.experimentId() + "/traces/" + trace.id() + "/artifacts";
    }

    private static @Nullable String preview(@Nullable String text) {
        return text == null || text.length() <= PREVIEW_MOST ? text : text.substring(0, PREVIEW_MOST);
    }
}
