package org.dure.server.tracking.mlflow.issue;

import java.util.List;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.tracking.Experiment;
import org.dure.server.tracking.experiment.ExperimentService;
import org.dure.server.tracking.issue.Issue;
import org.dure.server.tracking.issue.IssueService;
import org.dure.server.tracking.mlflow.Checks;
import org.dure.server.tracking.mlflow.Fields;
import org.dure.server.tracking.mlflow.Lookup;
import org.dure.server.tracking.mlflow.MlflowWire;
import org.dure.server.tracking.mlflow.PageToken;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// Issues on MLflow's wire.
@MlflowWire
class IssueWire {

    private static final int PAGE = 100;
    private static final int PAGE_MOST = 1_000;

    private final IssueService issues;
    private final ExperimentService experiments;

    IssueWire(IssueService issues, ExperimentService experiments) {
        this.issues = issues;
        this.experiments = experiments;
    }

    @Needs(Permission.TRACKING_WRITE)
    @PostMapping("/issues")
    IssueAnswers.IssueAnswer create(Caller caller, Fields fields) {
        String name = fields.required("name");
        String description = fields.required("description");
        Experiment experiment = Lookup.experiment(experiments, caller, fields.required("experiment_id"));
        return answer(issues.create(
                caller,
                experiment,
                new IssueService.NewIssue(
                        name,
                        description,
                        filled(fields, "status"),
                        filled(fields, "severity"),
                        fields.texts("root_causes"),
                        fields.texts("categories"),
                        filled(fields, "source_run_id"),
                        filled(fields, "created_by"))));
    }

    @Needs(Permission.TRACKING_READ)
    @GetMapping("/issues/{issue}")
    IssueAnswers.IssueAnswer get(Caller caller, @PathVariable String issue) {
        return answer(issues.get(caller, issue));
    }

    @Needs(Permission.TRACKING_WRITE)
    @PatchMapping("/issues/{issue}")
    IssueAnswers.IssueAnswer update(Caller caller, @PathVariable String issue, Fields fields) {
        return answer(issues.update(
                caller,
                issue,
                filled(fields, "name"),
                filled(fields, "description"),
                filled(fields, "status"),
                filled(fields, "severity")));
    }

    @Needs(Permission.TRACKING_READ)
    @PostMapping("/issues/search")
    IssueAnswers.IssueList search(Caller caller, Fields fields) {
        int size = Checks.maxResults(fields, PAGE, PAGE_MOST);
        long offset = PageToken.offset(fields.text("page_token"));
        String experimentId = filled(fields, "experiment_id");
        List<Issue> found = issues.search(
                caller,
                experimentId == null ? null : Lookup.experiment(experiments, caller, experimentId),
                fields.text("filter_string", ""),
                offset,
                size + 1);
        return new IssueAnswers.IssueList(
                found.stream().limit(size).map(IssueAnswers::of).toList(),
                found.size() > size ? PageToken.ofOffset(offset + size) : "");
    }

    /// Empty texts say nothing.
    private static @Nullable String filled(Fields fields, String name) {
        String text = fields.text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private static IssueAnswers.IssueAnswer answer(Issue issue) {
        return new IssueAnswers.IssueAnswer(IssueAnswers.of(issue));
    }
}
