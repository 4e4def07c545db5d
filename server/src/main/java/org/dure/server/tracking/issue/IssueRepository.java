package org.dure.server.tracking.issue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Json;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;

/// All SQL over issues.
@Repository
class IssueRepository {

    private static final RowMapper<Issue> ISSUE = (row, number) -> new Issue(
            row.getString("id"),
            row.getObject("project_id", UUID.class),
            row.getLong("experiment_id"),
            row.getString("name"),
            row.getString("description"),
            row.getString("status"),
            row.getString("severity"),
            texts(row.getString("root_causes")),
            texts(row.getString("categories")),
            row.getString("source_run_id"),
            row.getString("created_by"),
            row.getLong("created_ms"),
            row.getLong("updated_ms"));

    private final JdbcClient jdbc;

    IssueRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Issue issue) {
        jdbc.sql("""
                        insert into tracking.issue (id, project_id, experiment_id, name, description, status, severity,
                            root_causes, categories, source_run_id, created_by, created_ms, updated_ms)
                        values (:id, :project_id, :experiment_id, :name, :description, :status, :severity,
                            :root_causes, :categories, :source_run_id, :created_by, :created_ms, :updated_ms)
                        """)
                .param("id", issue.id())
                .param("project_id", issue.projectId())
                .param("experiment_id", issue.experimentId())
                .param("name", issue.name())
                .param("description", issue.description())
                .param("status", issue.status())
                .param("severity", issue.severity())
                .param("root_causes", Json.MAPPER.writeValueAsString(issue.rootCauses()))
                .param("categories", Json.MAPPER.writeValueAsString(issue.categories()))
                .param("source_run_id", issue.sourceRunId())
                .param("created_by", issue.createdBy())
                .param("created_ms", issue.createdMs())
                .param("updated_ms", issue.updatedMs())
                .update();
    }

    void update(
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable String status,
            @Nullable String severity,
            long nowMs) {
        jdbc.sql("""
                        update tracking.issue set name = coalesce(:name, name),
                            description = coalesce(:description, description), status = coalesce(:status, status),
                            severity = coalesce(:severity, severity), updated_ms = :now where id = :id
                        """)
                .param("name", name)
                .param("description", description)
                .param("status", status)
                .param("severity", severity)
                .param("now", nowMs)
                .param("id", id)
                .update();
    }

    int count(long experimentId) {
        return jdbc.sql("select count(*) from tracking.issue where experiment_id = :experiment")
                .param("experiment", experimentId)
                .query(Integer.class)
                .single();
    }

    Optional<Issue> find(String id) {
        return jdbc.sql("select * from tracking.issue where id = :id")
                .param("id", id)
                .query(ISSUE)
                .optional();
    }

    /// The gravest first, of the same severity the newest.
    ///
    /// @param experimentId null for all
    List<Issue> search(
            Collection<UUID> projectIds, @Nullable Long experimentId, List<Comparison> filter, long offset, int limit) {
        SearchSql sql = new SearchSql(SearchTable.ISSUE);
        sql.where("t.project_id = any(cast(:projects as uuid[]))", "projects", projectIds.toArray(UUID[]::new));
        if (experimentId != null) {
            sql.where("t.experiment_id = :experiment", "experiment", experimentId);
        }
        filter.forEach(sql::where);
        sql.orderByDefault("""
                case t.severity when 'high' then 3 when 'medium' then 2 when 'low' then 1 when 'not_an_issue' then 0
                    else -1 end desc, t.created_ms desc, t.id desc""");
        sql.page(offset, limit);
        return jdbc.sql("select t.* from tracking.issue t " + sql.clauses())
                .params(sql.parameters())
                .query(ISSUE)
                .list();
    }

    private static List<String> texts(String json) {
        return Json.MAPPER.readValue(json, new TypeReference<List<String>>() {});
    }
}
