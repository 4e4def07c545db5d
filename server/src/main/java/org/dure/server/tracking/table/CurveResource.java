package org.dure.server.tracking.table;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Metric;
import org.dure.server.tracking.filter.FilterError;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The curves of many runs.
@RestController
@RequestMapping("/api/v1/runs")
class CurveResource {

    /// @param times    whether the points' times are wanted too
    /// @param fromStep the first step that is wanted, null for all from the first
    /// @param toStep   the last step that is wanted, null for all to the last
    record Wanted(
            @Nullable RunQuery query,
            @Nullable List<String> keys,
            @Nullable Integer most,
            @Nullable Boolean times,
            @Nullable Long fromStep,
            @Nullable Long toStep) {}

    /// One curve in columns, which say a point in half the bytes.
    ///
    /// @param times Unix milliseconds; null where they were not asked for
    record Columns(String run, String key, long n, long[] steps, double[] values, long @Nullable [] times) {}

    record Curves(List<Columns> items) {}

    private final CurveService curves;

    CurveResource(CurveService curves) {
        this.curves = curves;
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/curves")
    Curves curves(Caller caller, @RequestBody Wanted body) {
        boolean times = Boolean.TRUE.equals(body.times());
        CurveService.Stretch stretch = new CurveService.Stretch(body.fromStep(), body.toStep());
        return new Curves(
                curves.curves(caller, RunQuery.orAll(body.query()), body.keys(), body.most(), stretch).stream()
                        .map(curve -> columns(curve, times))
                        .toList());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(FilterError error) {
        return FilterProblem.answer(error);
    }

    private static Columns columns(CurveService.Curve curve, boolean times) {
        List<Metric> points = curve.drawing().points();
        return new Columns(
                curve.run(),
                curve.key(),
                curve.drawing().n(),
                points.stream().mapToLong(Metric::step).toArray(),
                points.stream().mapToDouble(Metric::value).toArray(),
                times ? points.stream().mapToLong(Metric::ms).toArray() : null);
    }
}
