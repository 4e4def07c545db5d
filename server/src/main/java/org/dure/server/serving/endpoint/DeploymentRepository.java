package org.dure.server.serving.endpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.DeploymentReport;
import org.dure.server.base.ReasonColumn;
import org.dure.server.base.database.TimeColumn;
import org.dure.server.models.ModelVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over `serving.deployment` and its files.
@Repository
class DeploymentRepository {

    private static final RowMapper<Deployment> DEPLOYMENT = (row, number) -> read(row);

    private final JdbcClient jdbc;

    DeploymentRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Gives it the next number of the endpoint, whose row the caller has locked.
    UUID insert(UUID endpointId, ModelVersion version, Deployment.Cause cause, String createdBy) {
        UUID id = Ids.next();
        jdbc.sql("""
                        insert into serving.deployment (id, endpoint_id, number, version_id, model_id, model_name,
                                                        model_version, problem_id, cause, state, created_by)
                        values (:id, :endpoint_id,
                                (select coalesce(max(number), 0) + 1 from serving.deployment
                                 where endpoint_id = :endpoint_id),
                                :version_id, :model_id, :model_name, :model_version, :problem_id, :cause, 'LOADING',
                                :created_by)
                        """)
                .param("id", id)
                .param("endpoint_id", endpointId)
                .param("version_id", version.id())
                .param("model_id", version.modelId())
                .param("model_name", version.modelName())
                .param("model_version", version.number())
                .param("problem_id", version.problemId())
                .param("cause", cause.name())
                .param("created_by", createdBy)
                .update();
        for (PackageFile file : version.files()) {
            jdbc.sql("""
                            insert into serving.deployment_file (deployment_id, path, size_bytes, sha256)
                            values (:deployment_id, :path, :size_bytes, :sha256)
                            """)
                    .param("deployment_id", id)
                    .param("path", file.path())
                    .param("size_bytes", file.sizeBytes())
                    .param("sha256", file.sha256())
                    .update();
        }
        return id;
    }

    Optional<Deployment> find(UUID id) {
        return jdbc.sql("select * from serving.deployment where id = :id")
                .param("id", id)
                .query(DEPLOYMENT)
                .optional();
    }

    /// The newest first.
    List<Deployment> ofEndpoint(UUID endpointId, @Nullable Integer before, int limit) {
        return jdbc.sql("""
                        select * from serving.deployment
                        where endpoint_id = :endpoint_id and (cast(:before as int) is null or number < :before)
                        order by number desc limit :limit
                        """)
                .param("endpoint_id", endpointId)
                .param("before", before)
                .param("limit", limit)
                .query(DEPLOYMENT)
                .list();
    }

    /// The files of several deployments, by the deployment's id.
    Map<UUID, List<PackageFile>> files(List<UUID> deploymentIds) {
        Map<UUID, List<PackageFile>> files = new HashMap<>();
        jdbc.sql("""
                        select deployment_id, path, size_bytes, sha256 from serving.deployment_file
                        where deployment_id = any(:ids) order by deployment_id, path
                        """).param("ids", deploymentIds.toArray(UUID[]::new)).query((RowCallbackHandler)
                row -> files.computeIfAbsent(row.getObject("deployment_id", UUID.class), id -> new ArrayList<>())
                        .add(new PackageFile(
                                row.getString("path"), row.getLong("size_bytes"), row.getString("sha256"))));
        return files;
    }

    /// Whether a model package that was ever deployed holds this object.
    boolean namesObject(String sha256) {
        return jdbc.sql("select exists (select 1 from serving.deployment_file where sha256 = :sha256)")
                .param("sha256", sha256)
                .query(Boolean.class)
                .single();
    }

    boolean isDeployed(UUID versionId) {
        return jdbc.sql("""
                        select exists (select 1 from serving.deployment d
                                       join serving.endpoint e on e.id = d.endpoint_id and e.deleted_at is null
                                       where d.version_id = :version_id and d.retired_at is null
                                         and (d.state <> 'FAILED' or d.ready_at is not null))
                        """).param("version_id", versionId).query(Boolean.class).single();
    }

    void setState(UUID id, DeploymentReport.State state, @Nullable Reason reason, Instant now) {
        jdbc.sql("""
                        update serving.deployment set state = :state, reason = cast(:reason as jsonb),
                               ready_at = case when :state = 'READY' then coalesce(ready_at, :now) else ready_at end
                        where id = :id
                        """)
                .param("state", state.name())
                .param("reason", ReasonColumn.write(reason))
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /// Retires the endpoint's deployments that are older than number `before`.
    void retireBefore(UUID endpointId, int before, Reason reason, Instant now) {
        jdbc.sql("""
                        update serving.deployment set state = 'RETIRED', retired_at = :now, reason = cast(:reason as jsonb)
                        where endpoint_id = :endpoint_id and number < :before and retired_at is null
                          and (state <> 'FAILED' or ready_at is not null)
                        """)
                .param("now", Timestamp.from(now))
                .param("reason", ReasonColumn.write(reason))
                .param("endpoint_id", endpointId)
                .param("before", before)
                .update();
    }

    static Deployment read(ResultSet row) throws SQLException {
        return new Deployment(
                row.getObject("id", UUID.class),
                row.getObject("endpoint_id", UUID.class),
                row.getInt("number"),
                row.getObject("version_id", UUID.class),
                row.getObject("model_id", UUID.class),
                row.getString("model_name"),
                row.getInt("model_version"),
                row.getObject("problem_id", UUID.class),
                Deployment.Cause.valueOf(row.getString("cause")),
                Deployment.State.valueOf(row.getString("state")),
                ReasonColumn.read(row, "reason"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                TimeColumn.read(row, "ready_at"),
                TimeColumn.read(row, "retired_at"));
    }
}
