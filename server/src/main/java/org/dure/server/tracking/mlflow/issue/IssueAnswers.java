package org.dure.server.tracking.mlflow.issue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.dure.server.tracking.issue.Issue;
import org.jspecify.annotations.Nullable;

/// The records of MLflow's answers about issues.
final class IssueAnswers {

    private IssueAnswers() {}

    record IssueAnswer(IssueBody issue) {}

    /// @param nextPageToken empty behind the last page, which MLflow's clients compare with
    record IssueList(List<IssueBody> issues, String nextPageToken) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IssueBody(
            String issueId,
            String experimentId,
            String name,
            String description,
            String status,
            @Nullable String severity,
            List<String> rootCauses,
            @Nullable String sourceRunId,
            long createdTimestamp,
            long lastUpdatedTimestamp,
            @Nullable String createdBy,
            List<String> categories) {}

    static IssueBody of(Issue issue) {
        return new IssueBody(
                issue.id(),
                String.valueOf(issue.experimentId()),
                issue.name(),
                issue.description(),
                issue.status(),
                issue.severity(),
                issue.rootCauses(),
                issue.sourceRunId(),
                issue.createdMs(),
                issue.updatedMs(),
                issue.createdBy(),
                issue.categories());
    }
}
