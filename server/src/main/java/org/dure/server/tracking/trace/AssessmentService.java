package org.dure.server.tracking.trace;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.ObjectNode;

/// What is said of traces, by the rules of MLflow's server. Who may write a trace may say something of it.
@Service
public class AssessmentService {

    private static final int OF_TRACE_MOST = 1_000;
    private static final int BODY_MOST = 100_000;

    private final AssessmentRepository assessments;
    private final TraceService traces;
    private final Clock clock;

    AssessmentService(AssessmentRepository assessments, TraceService traces, Clock clock) {
        this.assessments = assessments;
        this.traces = traces;
        this.clock = clock;
    }

    /// @param overrides the assessment in whose place it is to stand, which is not valid then
    /// @throws UserError.NotFound where there is no such trace, or no assessment to override
    @Transactional
    public Assessment create(Caller caller, String traceId, ObjectNode body, @Nullable String overrides) {
        traces.requireWrite(caller, traceId);
        if (assessments.count(traceId) >= OF_TRACE_MOST) {
            throw new UserError.Invalid("assessment", "a trace takes at most " + OF_TRACE_MOST + " assessments");
        }
        if (overrides != null && !assessments.setValid(traceId, overrides, false)) {
            throw new UserError.NotFound("assessment", overrides);
        }
        long now = clock.millis();
        String id = "a-" + UUID.randomUUID().toString().replace("-", "");
        Assessment made = new Assessment(id, traceId, limited(body), overrides, true, now, now);
        assessments.put(made);
        return made;
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Assessment get(Caller caller, String traceId, String id) {
        traces.get(caller, traceId);
        return assessments.find(traceId, id).orElseThrow(() -> new UserError.NotFound("assessment", id));
    }

    /// @param valid null for as it was
    @Transactional
    public Assessment update(Caller caller, String traceId, String id, ObjectNode body, @Nullable Boolean valid) {
        traces.requireWrite(caller, traceId);
        Assessment before = get(caller, traceId, id);
        Assessment after = new Assessment(
                id,
                traceId,
                limited(body),
                before.overrides(),
                valid == null ? before.valid() : valid,
                before.createdMs(),
                clock.millis());
        assessments.put(after);
        return after;
    }

    /// What it overrode is valid again. Deleting what is not there changes nothing.
    @Transactional
    public void delete(Caller caller, String traceId, String id) {
        traces.requireWrite(caller, traceId);
        Optional<Assessment> found = assessments.find(traceId, id);
        found.map(Assessment::overrides).ifPresent(overridden -> assessments.setValid(traceId, overridden, true));
        assessments.delete(found.map(Assessment::id).orElse(""));
    }

    /// By trace, for traces that the caller has been found to see.
    public Map<String, List<Assessment>> of(List<Trace> of) {
        return of.isEmpty()
                ? Map.of()
                : assessments.of(of.stream().map(Trace::id).toList()).stream()
                        .collect(Collectors.groupingBy(Assessment::traceId));
    }

    private static ObjectNode limited(ObjectNode body) {
        if (body.toString().length() > BODY_MOST) {
            throw new UserError.Invalid("assessment", "it has at most " + BODY_MOST + " characters");
        }
        return body;
    }
}
