package org.dure.server.tracking.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dure.server.tracking.View;
import org.dure.server.tracking.filter.Comparison;
import org.dure.server.tracking.filter.Order;
import org.dure.server.tracking.search.SearchSql;
import org.dure.server.tracking.search.SearchTable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Finds runs, by MLflow's filters or for a project's page. Answers with row ids in order, for `RunRepository.load`.
@Repository
class RunSearchRepository {

    private static final String SELECT = "select t.id from tracking.run t ";

    private final JdbcClient jdbc;

    RunSearchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param after where the page before ended; empty for the first one
    RunPage search(
            Collection<Long> experimentIds,
            View view,
            List<Comparison> filter,
            List<Order> orders,
            List<? extends @Nullable Object> after,
            int limit) {
        SearchSql sql = new SearchSql(SearchTable.RUN);
        if (experimentIds.size() == 1) {
            // An equation lets the index give the runs in the usual order.
            sql.where(
                    "t.experiment_id = :experiment",
                    "experiment",
                    experimentIds.iterator().next());
        } else {
            sql.where(
                    "t.experiment_id = any(cast(:experiments as bigint[]))",
                    "experiments",
                    experimentIds.toArray(Long[]::new));
        }
        sql.where(view);
        filter.forEach(sql::where);
        orders.forEach(sql::orderBy);
        sql.orderBy("t.started_ms", false);
        sql.orderBy("t.uuid", true);
        if (!after.isEmpty()) {
            sql.after(after);
        }
        sql.page(0, limit + 1);
        List<String> keyset = sql.keyset();
        List<RunPage.Version> found = new ArrayList<>();
        List<@Nullable Object> last = new ArrayList<>();
        jdbc.sql("select t.id, t.version, " + String.join(", ", keyset) + " from tracking.run t " + sql.clauses())
                .params(sql.parameters())
                .query(row -> {
                    found.add(new RunPage.Version(row.getLong(1), row.getLong(2)));
                    if (found.size() == limit) {
                        for (int column = 0; column < keyset.size(); column++) {
                            last.add(row.getObject(3 + column));
                        }
                    }
                });
        return found.size() > limit
                ? new RunPage(List.copyOf(found.subList(0, limit)), last)
                : new RunPage(List.copyOf(found), List.of());
    }

    /// The newest first, without deleted ones.
    ///
    /// @param afterId the uuid of the last run of the page before
    List<Long> ofProject(
            UUID projectId, @Nullable UUID problemId, @Nullable UUID sessionId, @Nullable String afterId, int limit) {
        return jdbc.sql(SELECT + """
                        where t.project_id = :project_id and not t.deleted
                          and (cast(:problem_id as uuid) is null or t.problem_id = :problem_id)
                          and (cast(:session_id as uuid) is null or t.session_id = :session_id)
                          and (cast(:after as text) is null or (-t.started_ms, t.uuid) >
                              (select -a.started_ms, a.uuid from tracking.run a where a.uuid = :after))
                        order by t.started_ms desc, t.uuid limit :limit
                        """)
                .param("project_id", projectId)
                .param("problem_id", problemId)
                .param("session_id", sessionId)
                .param("after", afterId)
                .param("limit", limit)
                .query((row, number) -> row.getLong("id"))
                .list();
    }
}
