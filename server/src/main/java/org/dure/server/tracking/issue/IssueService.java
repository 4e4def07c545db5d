package org.dure.server.tracking.issue;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.experiment.HomeProject;
import org.dure.server.tracking.filter.FilterParser;
import org.dure.server.tracking.filter.Vocabulary;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Issues by the rules of MLflow's server. A session's program reads its project's and changes none.
@Service
public class IssueService {

    private static final List<String> STATUSES = List.of("pending", "rejected", "resolved");
    private static final List<String> SEVERITIES = List.of("not_an_issue", "low", "medium", "high");
    private static final int NAME_MOST = 250;
    private static final int TEXT_MOST = 20_000;
    private static final int LIST_MOST = 100;
    private static final int OF_EXPERIMENT_MOST = 10_000;

    /// What is told of an issue that is made.
    public record NewIssue(
            String name,
            String description,
            @Nullable String status,
            @Nullable String severity,
            List<String> rootCauses,
            List<String> categories,
            @Nullable String sourceRunId,
            @Nullable String createdBy) {}

    private final IssueRepository issues;
    private final HomeProject home;
    private final Clock clock;

    IssueService(IssueRepository issues, HomeProject home, Clock clock) {
        this.issues = issues;
        this.home = home;
        this.clock = clock;
    }

    /// @throws UserError.Invalid where a text is too long, or there is no such status or severity
    @Transactional
    public Issue create(Caller caller, Experiment experiment, NewIssue told) {
        requireWrite(caller, experiment.projectId(), String.valueOf(experiment.id()));
        experiment.requireActive();
        check(told.name(), told.description(), told.status(), told.severity());
        checkList("root_causes", told.rootCauses());
        checkList("categories", told.categories());
        checkLength("source_run_id", told.sourceRunId(), NAME_MOST);
        checkLength("created_by", told.createdBy(), NAME_MOST);
        if (issues.count(experiment.id()) >= OF_EXPERIMENT_MOST) {
            throw new UserError.Invalid(
                    "experiment_id", "An experiment has at most " + OF_EXPERIMENT_MOST + " issues.");
        }
        long now = clock.millis();
        Issue made = new Issue(
                "iss-" + UUID.randomUUID().toString().replace("-", ""),
                experiment.projectId(),
                experiment.id(),
                told.name(),
                told.description(),
                told.status() == null ? STATUSES.getFirst() : told.status(),
                told.severity(),
                told.rootCauses(),
                told.categories(),
                told.sourceRunId(),
                told.createdBy() == null ? caller.name() : told.createdBy(),
                now,
                now);
        issues.insert(made);
        return made;
    }

    /// @throws UserError.NotFound where there is none that the caller may see
    public Issue get(Caller caller, String id) {
        return issues.find(id)
                .filter(issue -> caller.may(Permission.TRACKING_READ, issue.projectId()))
                .orElseThrow(() -> new UserError.NotFound("issue", id));
    }

    /// What is null stays as it was.
    @Transactional
    public Issue update(
            Caller caller,
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable String status,
            @Nullable String severity) {
        requireWrite(caller, get(caller, id).projectId(), id);
        check(name, description, status, severity);
        issues.update(id, name, description, status, severity, clock.millis());
        return get(caller, id);
    }

    /// The gravest first, of the same severity the newest.
    ///
    /// @param experiment such as the caller may see; null for all
    /// @throws org.dure.server.tracking.filter.FilterError where the filter cannot be read
    public List<Issue> search(Caller caller, @Nullable Experiment experiment, String filter, long offset, int limit) {
        return issues.search(
                home.readable(caller),
                experiment == null ? null : experiment.id(),
                FilterParser.filter(filter, Vocabulary.ISSUES),
                offset,
                limit);
    }

    private static void check(
            @Nullable String name, @Nullable String description, @Nullable String status, @Nullable String severity) {
        checkLength("name", name, NAME_MOST);
        checkLength("description", description, TEXT_MOST);
        checkChoice("status", status, STATUSES);
        checkChoice("severity", severity, SEVERITIES);
    }

    private static void checkChoice(String field, @Nullable String value, List<String> choices) {
        if (value != null && !choices.contains(value)) {
            throw new UserError.Invalid(field, "Invalid " + field + " '" + value + "'; there are " + choices);
        }
    }

    private static void checkLength(String field, @Nullable String value, int most) {
        if (value != null && value.length() > most) {
            throw new UserError.Invalid(field, "'" + field + "' exceeds the maximum length of " + most + " characters");
        }
    }

    private static void checkList(String field, List<String> values) {
        if (values.size() > LIST_MOST) {
            throw new UserError.Invalid(field, "An issue has at most " + LIST_MOST + " of them.");
        }
        values.forEach(value -> checkLength(field, value, TEXT_MOST));
    }

    private static void requireWrite(Caller caller, UUID projectId, String subject) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session reads issues and changes none.");
        }
        caller.require(Permission.TRACKING_WRITE, projectId, "issue", subject);
    }
}
