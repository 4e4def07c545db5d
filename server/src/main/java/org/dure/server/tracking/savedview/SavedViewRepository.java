package org.dure.server.tracking.savedview;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over saved views.
@Repository
class SavedViewRepository {

    private final JdbcClient jdbc;

    SavedViewRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What the account keeps in the project and what others share there, by name.
    List<SavedView> list(UUID projectId, UUID accountId, int limit) {
        return jdbc.sql("""
                        select * from tracking.saved_view
                        where project_id = :project_id and (account_id = :account_id or shared)
                        order by name, id limit :limit
                        """)
                .param("project_id", projectId)
                .param("account_id", accountId)
                .param("limit", limit)
                .query(mapper(accountId))
                .list();
    }

    Optional<SavedView> find(UUID id, UUID accountId) {
        return jdbc.sql("select * from tracking.saved_view where id = :id")
                .param("id", id)
                .query(mapper(accountId))
                .optional();
    }

    int count(UUID projectId, UUID accountId) {
        return jdbc.sql("""
                        select count(*) from tracking.saved_view
                        where project_id = :project_id and account_id = :account_id
                        """)
                .param("project_id", projectId)
                .param("account_id", accountId)
                .query(Integer.class)
                .single();
    }

    /// @throws org.springframework.dao.DuplicateKeyException where the account has a view of that name
    void insert(SavedView view, UUID accountId) {
        jdbc.sql("""
                        insert into tracking.saved_view (id, project_id, account_id, owner, page, name, query, shared)
                        values (:id, :project_id, :account_id, :owner, :page, :name, :query, :shared)
                        """)
                .param("id", view.id())
                .param("project_id", view.projectId())
                .param("account_id", accountId)
                .param("owner", view.owner())
                .param("page", view.page().name())
                .param("name", view.name())
                .param("query", view.query())
                .param("shared", view.shared())
                .update();
    }

    /// @throws org.springframework.dao.DuplicateKeyException where the account has another view of that name
    void update(UUID id, String name, String query, boolean shared) {
        jdbc.sql("""
                        update tracking.saved_view
                        set name = :name, query = :query, shared = :shared, updated_at = now() where id = :id
                        """)
                .param("id", id)
                .param("name", name)
                .param("query", query)
                .param("shared", shared)
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from tracking.saved_view where id = :id")
                .param("id", id)
                .update();
    }

    private static RowMapper<SavedView> mapper(UUID accountId) {
        return (row, number) -> new SavedView(
                row.getObject("id", UUID.class),
                row.getObject("project_id", UUID.class),
                SavedView.Kind.valueOf(row.getString("page")),
                row.getString("name"),
                row.getString("query"),
                row.getBoolean("shared"),
                accountId.equals(row.getObject("account_id", UUID.class)),
                row.getString("owner"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
