package org.dure.server.sweeps.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.usage.UsageService;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.problems.Problem;
import org.dure.server.problems.ProblemService;
import org.dure.server.sweeps.Direction;
import org.dure.server.sweeps.EarlyStop;
import org.dure.server.sweeps.Job;
import org.dure.server.sweeps.Limits;
import org.dure.server.sweeps.Objective;
import org.dure.server.sweeps.search.Halving;
import org.dure.server.sweeps.search.Parameter;
import org.dure.server.sweeps.search.SpaceRules;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads what is asked for and fills in what is usual.
@Component
class SweepRules {

    private static final int TRIALS_MOST = 10_000;
    private static final int PARALLEL_MOST = 100;
    private static final int NAME_MOST = 50;
    private static final int METRIC_MOST = 250;
    private static final int FACTOR_MOST = 100;
    private static final long STEP_MOST = 1L << 40;

    private final ProblemService problems;
    private final UsageService usages;

    SweepRules(ProblemService problems, UsageService usages) {
        this.problems = problems;
        this.usages = usages;
    }

    /// The sessions are named after it, with the number of the trial behind.
    static String name(@Nullable String name) {
        String checked = Names.check("name", name);
        if (checked.length() > NAME_MOST) {
            throw new UserError.Invalid("name", "must have at most " + NAME_MOST + " characters");
        }
        return checked;
    }

    static List<Parameter> parameters(NewSweep wanted) {
        if (wanted.parameters() == null) {
            throw UserError.Invalid.missing("parameters");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int at = 0; at < wanted.parameters().size(); at++) {
            parameters.add(
                    parameter("parameters[" + at + "]", wanted.parameters().get(at)));
        }
        List<SpaceRules.Fault> faults = SpaceRules.faults(parameters);
        if (!faults.isEmpty()) {
            throw new UserError.Invalid(faults.stream()
                    .map(fault -> new UserError.Field(fault.path(), fault.message()))
                    .toList());
        }
        return parameters;
    }

    private static Parameter parameter(String path, NewSweep.@Nullable ParameterBody body) {
        if (body == null || body.name() == null) {
            throw UserError.Invalid.missing(path + ".name");
        }
        if (body.type() == null) {
            throw UserError.Invalid.missing(path + ".type");
        }
        Map<String, List<Object>> when = null;
        if (body.when() != null) {
            when = new HashMap<>();
            for (var condition : body.when().entrySet()) {
                when.put(condition.getKey(), present(path + ".when." + condition.getKey(), condition.getValue()));
            }
        }
        return new Parameter(
                body.name(),
                body.type(),
                body.low(),
                body.high(),
                body.values() == null ? null : present(path + ".values", body.values()),
                body.steps(),
                when);
    }

    private static List<Object> present(String path, @Nullable List<? extends @Nullable Object> values) {
        if (values == null || values.stream().anyMatch(Objects::isNull)) {
            throw new UserError.Invalid(path, "must be a list of values, none of them null");
        }
        List<Object> present = new ArrayList<>();
        values.forEach(value -> present.add(Objects.requireNonNull(value)));
        return present;
    }

    /// A problem's hidden part judges, unless a metric is named.
    Objective objective(Caller caller, UUID projectId, NewSweep wanted) {
        NewSweep.ObjectiveBody body = wanted.objective();
        Problem problem = problem(caller, projectId, wanted.problemId());
        if (wanted.session() == null) {
            if (problem != null || body != null && body.metric() != null) {
                throw new UserError.Invalid(
                        "session", "is missing: without one, values are told to the sweep and no metric is read");
            }
            noTake(body, "there is no metric to take a value of: values are told to the sweep");
            return new Objective(Objective.Source.TOLD, null, direction(body), Objective.Take.LAST, null);
        }
        if (body == null || body.metric() == null) {
            if (problem == null) {
                throw new UserError.Invalid(
                        "objective.metric", "is missing: name a metric that the program logs, or a problem_id");
            }
            Direction direction = Direction.of(problem.direction());
            noTake(body, "the problem's hidden part judges each trial once; name a metric to take one of its values");
            if (body != null && body.direction() != null && body.direction() != direction) {
                throw new UserError.Invalid(
                        "objective.direction",
                        "must be the problem's, " + direction + ", or be left out; name a metric to look for another");
            }
            return new Objective(Objective.Source.HIDDEN, null, direction, Objective.Take.LAST, problem.id());
        }
        return new Objective(
                Objective.Source.METRIC,
                metric("objective.metric", body.metric()),
                direction(body),
                body.take() == null ? Objective.Take.LAST : body.take(),
                problem == null ? null : problem.id());
    }

    private static void noTake(NewSweep.@Nullable ObjectiveBody body, String why) {
        if (body != null && body.take() != null) {
            throw new UserError.Invalid("objective.take", "must be left out: " + why);
        }
    }

    private static Direction direction(NewSweep.@Nullable ObjectiveBody body) {
        return body == null || body.direction() == null ? Direction.MINIMIZE : body.direction();
    }

    static String metric(String field, String name) {
        if (name.isBlank() || name.length() > METRIC_MOST) {
            throw new UserError.Invalid(field, "must have 1 to " + METRIC_MOST + " characters");
        }
        return name;
    }

    private @Nullable Problem problem(Caller caller, UUID projectId, @Nullable UUID id) {
        if (id == null) {
            return null;
        }
        return problems.find(id)
                .filter(problem -> problem.projectId().equals(projectId))
                .filter(problem -> caller.may(Permission.PROBLEMS_READ, projectId))
                .orElseThrow(() -> new UserError.Invalid(
                        "problem_id", "must be the id of a problem of this project; " + id + " is none"));
    }

    static @Nullable EarlyStop earlyStop(NewSweep wanted, Objective objective) {
        NewSweep.EarlyStopBody body = wanted.earlyStop();
        if (body == null) {
            return null;
        }
        String metric = body.metric() == null ? objective.metric() : metric("early_stop.metric", body.metric());
        if (objective.source() == Objective.Source.HIDDEN && metric == null) {
            throw new UserError.Invalid(
                    "early_stop.metric",
                    "is missing: the hidden part judges models when they are done; name a metric that the program logs");
        }
        if (objective.source() == Objective.Source.TOLD && metric != null) {
            throw new UserError.Invalid("early_stop.metric", "must be absent: values are reported to the sweep");
        }
        if (objective.source() == Objective.Source.HIDDEN && body.direction() == null) {
            throw new UserError.Invalid("early_stop.direction", "must be MINIMIZE or MAXIMIZE");
        }
        long first = body.first() == null ? Halving.FIRST : body.first();
        int factor = body.factor() == null ? Halving.FACTOR : body.factor();
        if (first < 1 || first > STEP_MOST) {
            throw new UserError.Invalid("early_stop.first", "must be a step from 1 up");
        }
        if (factor < 2 || factor > FACTOR_MOST) {
            throw new UserError.Invalid("early_stop.factor", "must lie between 2 and " + FACTOR_MOST);
        }
        return new EarlyStop(
                metric, body.direction() == null ? objective.direction() : body.direction(), first, factor);
    }

    static Limits limits(LimitsForm wanted, Limits usual) {
        int most = wanted.trials() == null ? usual.trials() : wanted.trials();
        int atOnce = wanted.parallel() == null ? usual.parallel() : wanted.parallel();
        if (most < 1 || most > TRIALS_MOST) {
            throw new UserError.Invalid("trials", "must lie between 1 and " + TRIALS_MOST + ", not " + most);
        }
        if (atOnce < 1 || atOnce > PARALLEL_MOST) {
            throw new UserError.Invalid("parallel", "must lie between 1 and " + PARALLEL_MOST + ", not " + atOnce);
        }
        return new Limits(
                most,
                atOnce,
                budget("slot_hours", wanted.slotHours(), usual.slotHours()),
                budget("cost", wanted.cost(), usual.cost()));
    }

    private static @Nullable Double budget(String field, @Nullable Double wanted, @Nullable Double usual) {
        if (wanted != null && !(wanted > 0 && Double.isFinite(wanted))) {
            throw new UserError.Invalid(field, "must be greater than 0, not " + wanted);
        }
        return wanted == null ? usual : wanted;
    }

    /// @throws UserError.Invalid where the cost is limited of what costs nothing: the limit would never be reached
    void checkCost(@Nullable Job job, Limits limits) {
        if (limits.cost() == null) {
            return;
        }
        if (job == null) {
            throw new UserError.Invalid("cost", "holds for sessions of the platform, and this sweep has none");
        }
        if (!usages.isPriced(job.pool(), job.needs())) {
            throw new UserError.Invalid(
                    "cost",
                    "the slots that these sessions hold in the pool " + job.pool()
                            + " have no price; limit slot_hours instead");
        }
    }
}
