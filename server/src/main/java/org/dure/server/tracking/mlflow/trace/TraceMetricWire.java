package org.dure.server.tracking.mlflow.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowError;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.dure.server.tracking.trace.TraceMetric;
import org.dure.server.tracking.trace.TraceService;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;

/// Numbers of many traces at once, of their spans and of what is said of them, on MLflow's wire: how many there were,
/// how long they took, what they used, how they were judged.
@MlflowWire
class TraceMetricWire {

    private static final int PAGE = 1_000;
    private static final int SUMS_MOST = 20;
    private static final List<String> VIEWS =
            Arrays.stream(TraceMetric.View.values()).map(Enum::name).toList();

    /// What chooses among spans or assessments; MLflow has no more than this.
    private static final Pattern ONLY =
            Pattern.compile("(span|assessment)\\.(\\w+)\\s*(=|[^\\s\\w'\"]+|\\w+)\\s*(?:'([^']*)'|\"([^\"]*)\")");
    private static final Map<String, TraceMetric.Dimension> ONLY_BY = Map.of(
            "span.name", TraceMetric.Dimension.SPAN_NAME,
            "span.type", TraceMetric.Dimension.SPAN_TYPE,
            "span.status", TraceMetric.Dimension.SPAN_STATUS,
            "assessment.name", TraceMetric.Dimension.ASSESSMENT_NAME,
            "assessment.type", TraceMetric.Dimension.ASSESSMENT_TYPE);

    private static final DateTimeFormatter BUCKET = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss+00:00");

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Points(List<Point> dataPoints, @Nullable String nextPageToken) {}

    record Point(String metricName, Map<String, String> dimensions, Map<String, Double> values) {}

    private final TraceService traces;
    private final ExperimentService experiments;

    TraceMetricWire(TraceService traces, ExperimentService experiments) {
        this.traces = traces;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/traces/metrics")
    Points query(Caller caller, Fields fields) {
        List<String> ids = fields.texts("experiment_ids");
        if (ids.isEmpty()) {
            throw MlflowError.missing("experiment_ids");
        }
        TraceMetric metric = metric(fields);
        int size = Checks.maxResults(fields, PAGE, PAGE);
        long offset = PageToken.offset(fields.text("page_token"));
        List<TraceMetric.Point> found = traces.measure(
                Lookup.visible(experiments, caller, ids),
                filter(fields, metric.of().view()),
                metric,
                offset,
                size + 1);
        return new Points(
                found.stream()
                        .limit(size)
                        .map(point -> answer(metric, point))
                        .filter(point -> !point.values().isEmpty())
                        .toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : null);
    }

    private static TraceMetric metric(Fields fields) {
        String view = Optional.ofNullable(fields.choice("view_type", 1, VIEWS))
                .orElseThrow(() -> MlflowError.missing("view_type"));
        TraceMetric.Of of = measured(TraceMetric.View.valueOf(view), fields.required("metric_name"));
        List<TraceMetric.Sum> sums =
                fields.list("aggregations").stream().map(TraceMetricWire::sum).toList();
        if (sums.isEmpty()) {
            throw MlflowError.missing("aggregations");
        }
        Checks.count("aggregations", sums.size(), SUMS_MOST);
        List<TraceMetric.Dimension> dimensions = fields.texts("dimensions").stream()
                .distinct()
                .map(TraceMetricWire::dimension)
                .toList();
        Long interval = fields.whole("time_interval_seconds");
        Long from = fields.whole("start_time_ms");
        Long to = fields.whole("end_time_ms");
        if (interval != null && (interval < 1 || interval > Integer.MAX_VALUE || from == null || to == null)) {
            throw MlflowError.invalid(
                    "time_interval_seconds",
                    interval,
                    "it is at least 1, and start_time_ms and end_time_ms are required if it is set");
        }
        for (TraceMetric.Sum sum : sums) {
            allowed("aggregation_type", sum.kind(), of.kinds().contains(sum.kind()));
        }
        for (TraceMetric.Dimension dimension : dimensions) {
            allowed("dimensions", dimension, of.dimensions().contains(dimension));
        }
        return new TraceMetric(of, sums, dimensions, only(fields, of.view()), interval, from, to);
    }

    private static TraceMetric.Of measured(TraceMetric.View view, String name) {
        List<TraceMetric.Of> all = Arrays.stream(TraceMetric.Of.values())
                .filter(of -> of.view() == view)
                .toList();
        return all.stream()
                .filter(of -> of.word().equals(name))
                .findFirst()
                .orElseThrow(() -> MlflowError.invalid(
                        "metric_name",
                        name,
                        "there are " + all.stream().map(TraceMetric.Of::word).toList()));
    }

    private static TraceMetric.Dimension dimension(String name) {
        return Arrays.stream(TraceMetric.Dimension.values())
                .filter(each -> word(each).equals(name))
                .findFirst()
                .orElseThrow(() -> MlflowError.invalid(
                        "dimensions",
                        name,
                        "there are "
                                + Arrays.stream(TraceMetric.Dimension.values())
                                        .map(TraceMetricWire::word)
                                        .toList()));
    }

    private static String word(TraceMetric.Dimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }

    /// Those filters that choose among what is measured itself; in numbers of traces `span.name` is what it is in
    /// searches.
    private static List<TraceMetric.Only> only(Fields fields, TraceMetric.View view) {
        List<TraceMetric.Only> only = new ArrayList<>();
        for (String part : fields.texts("filters")) {
            if (isOnly(part, view)) {
                only.add(only(part.strip(), view));
            }
        }
        Checks.count("filters", only.size(), SUMS_MOST);
        return only;
    }

    private static boolean isOnly(String part, TraceMetric.View view) {
        String stripped = part.strip();
        return view != TraceMetric.View.TRACES && stripped.startsWith("span.") || stripped.startsWith("assessment.");
    }

    private static TraceMetric.Only only(String part, TraceMetric.View view) {
        Matcher read = ONLY.matcher(part);
        if (!read.matches()) {
            throw MlflowError.invalid("filters", part, "a filter compares one field with a text in quotes");
        }
        TraceMetric.Dimension dimension = ONLY_BY.get(read.group(1) + "." + read.group(2));
        if (dimension == null || !view.name().equalsIgnoreCase(read.group(1) + "s")) {
            throw MlflowError.invalid("filters", part, "numbers of " + view + " are not chosen by it");
        }
        if (!read.group(3).equals("=")) {
            throw MlflowError.invalid("Invalid comparator: '" + read.group(3) + "', only '=' operator is supported");
        }
        return new TraceMetric.Only(
                dimension, Optional.ofNullable(read.group(4)).orElseGet(() -> read.group(5)));
    }

    private static TraceMetric.Sum sum(Fields told) {
        String name = Optional.ofNullable(told.choice(
                        "aggregation_type",
                        1,
                        Arrays.stream(TraceMetric.Kind.values()).map(Enum::name).toList()))
                .orElseThrow(() -> MlflowError.missing(told.path("aggregation_type")));
        TraceMetric.Kind kind = TraceMetric.Kind.valueOf(name);
        if (kind != TraceMetric.Kind.PERCENTILE) {
            return new TraceMetric.Sum(kind, 0);
        }
        double percent = told.real("percentile_value");
        if (!(percent >= 0 && percent <= 100)) {
            throw MlflowError.invalid(told.path("percentile_value"), percent, "it is from 0 to 100");
        }
        return new TraceMetric.Sum(kind, percent);
    }

    private static void allowed(String field, Enum<?> value, boolean allowed) {
        if (!allowed) {
            throw MlflowError.invalid(field, value.name(), "this metric does not have it");
        }
    }

    /// `trace.tag.stage` and `trace.metadata.user` are what the language of searches calls `tags.stage` and
    /// `metadata.user`.
    private static String filter(Fields fields, TraceMetric.View view) {
        return fields.texts("filters").stream()
                .filter(part -> !isOnly(part, view))
                .map(part -> part.strip().replaceFirst("^trace\\.(tag|metadata)\\.", "$1."))
                .collect(Collectors.joining(" AND "));
    }

    private static Point answer(TraceMetric metric, TraceMetric.Point point) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        Long bucket = point.bucketMs();
        if (bucket != null) {
            dimensions.put(
                    "time_bucket", BUCKET.format(Instant.ofEpochMilli(bucket).atOffset(ZoneOffset.UTC)));
        }
        point.groups().forEach((dimension, name) -> dimensions.put(word(dimension), name));
        Map<String, Double> values = new LinkedHashMap<>();
        for (int at = 0; at < metric.sums().size(); at++) {
            TraceMetric.Sum sum = metric.sums().get(at);
            Double value = point.values().get(at);
            if (value != null) {
                values.put(
                        sum.kind() == TraceMetric.Kind.PERCENTILE
                                ? "P" + sum.percent()
                                : sum.kind().name(),
                        value);
            }
        }
        return new Point(metric.of().word(), dimensions, values);
    }
}
