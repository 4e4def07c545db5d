package org.dure.server.data.dataset;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.server.data.Dataset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over datasets.
@Repository
class DatasetRepository {

    private static final String DATASETS = """
            select d.*, (select max(v.number) from data.version v where v.dataset_id = d.id) as latest_version
            from data.dataset d
            """;

    private static final RowMapper<Dataset> DATASET = (row, number) -> new Dataset(
            row.getObject("id", UUID.class),
            row.getObject("project_id", UUID.class),
            row.getString("name"),
            row.getString("description"),
            row.getObject("latest_version", Integer.class),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant());

    private final JdbcClient jdbc;

    DatasetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @return false where the project has a dataset of this name
    boolean insert(UUID id, UUID projectId, String name, String description, String createdBy) {
        return jdbc.sql("""
                        insert into data.dataset (id, project_id, name, description, created_by)
                        values (:id, :project_id, :name, :description, :created_by) on conflict do nothing
                        """)
                        .param("id", id)
                        .param("project_id", projectId)
                        .param("name", name)
                        .param("description", description)
                        .param("created_by", createdBy)
                        .update()
                == 1;
    }

    Optional<Dataset> find(UUID id) {
        return jdbc.sql(DATASETS + "where d.id = :id")
                .param("id", id)
                .query(DATASET)
                .optional();
    }

    Optional<Dataset> findByName(UUID projectId, String name) {
        return jdbc.sql(DATASETS + "where d.project_id = :project_id and lower(d.name) = lower(:name)")
                .param("project_id", projectId)
                .param("name", name)
                .query(DATASET)
                .optional();
    }

    /// The newest first (ids sort by time).
    List<Dataset> list(UUID projectId, @Nullable UUID after, int limit) {
        return jdbc.sql(DATASETS + """
                        where d.project_id = :project_id and (cast(:after as uuid) is null or d.id < :after)
                        order by d.id desc limit :limit
                        """)
                .param("project_id", projectId)
                .param("after", after)
                .param("limit", limit)
                .query(DATASET)
                .list();
    }
}
