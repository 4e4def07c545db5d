package org.dure.server.people.project;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.people.Project;
import org.dure.server.people.Role;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// All SQL over organisations, units, projects and memberships.
@Repository
class ProjectRepository {

    record Unit(UUID id, String name, UUID organisationId, String organisationName) {}

    record Member(UUID accountId, String name, String displayName, Role role) {}

    private static final String PROJECTS = """
            select p.id, p.name, p.created_at, u.id as unit_id, u.name as unit_name,
                   o.id as organisation_id, o.name as organisation_name
            from people.project p
            join people.unit u on u.id = p.unit_id
            join people.organisation o on o.id = u.organisation_id
            """;

    private static final RowMapper<Project> PROJECT = (row, number) -> new Project(
            row.getObject("id", UUID.class),
            row.getString("name"),
            row.getObject("unit_id", UUID.class),
            row.getString("unit_name"),
            row.getObject("organisation_id", UUID.class),
            row.getString("organisation_name"),
            row.getTimestamp("created_at").toInstant());

    private final JdbcClient jdbc;

    ProjectRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @throws DuplicateKeyException where the name is taken
    UUID insertOrganisation(String name) {
        UUID id = Ids.next();
        jdbc.sql("insert into people.organisation (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", name)
                .update();
        return id;
    }

    /// @throws DuplicateKeyException where the name is taken within the organisation
    UUID insertUnit(UUID organisationId, String name) {
        UUID id = Ids.next();
        jdbc.sql("insert into people.unit (id, organisation_id, name) values (:id, :organisation_id, :name)")
                .param("id", id)
                .param("organisation_id", organisationId)
                .param("name", name)
                .update();
        return id;
    }

    /// Its maker becomes its manager.
    ///
    /// @throws DuplicateKeyException where the name is taken
    UUID insertProject(String name, UUID unitId, UUID maker) {
        UUID id = Ids.next();
        jdbc.sql("insert into people.project (id, unit_id, name) values (:id, :unit_id, :name)")
                .param("id", id)
                .param("unit_id", unitId)
                .param("name", name)
                .update();
        putMember(id, maker, Role.MANAGER);
        return id;
    }

    List<Unit> units() {
        return jdbc.sql("""
                        select u.id, u.name, o.id as organisation_id, o.name as organisation_name
                        from people.unit u join people.organisation o on o.id = u.organisation_id
                        order by lower(o.name), lower(u.name) limit 10000
                        """)
                .query((row, number) -> new Unit(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getObject("organisation_id", UUID.class),
                        row.getString("organisation_name")))
                .list();
    }

    Optional<UUID> organisation(String name) {
        return jdbc.sql("select id from people.organisation where lower(name) = lower(:name)")
                .param("name", name)
                .query(UUID.class)
                .optional();
    }

    Optional<UUID> unit(UUID organisationId, String name) {
        return jdbc.sql(
                        "select id from people.unit where organisation_id = :organisation_id and lower(name) = lower(:name)")
                .param("organisation_id", organisationId)
                .param("name", name)
                .query(UUID.class)
                .optional();
    }

    List<Project> all() {
        return jdbc.sql(PROJECTS + " order by lower(p.name) limit 10000")
                .query(PROJECT)
                .list();
    }

    Optional<Project> find(UUID id) {
        return jdbc.sql(PROJECTS + " where p.id = :id")
                .param("id", id)
                .query(PROJECT)
                .optional();
    }

    Optional<Project> findByName(String name) {
        return jdbc.sql(PROJECTS + " where lower(p.name) = lower(:name)")
                .param("name", name)
                .query(PROJECT)
                .optional();
    }

    List<Member> members(UUID projectId) {
        return jdbc.sql("""
                        select a.id, a.name, a.display_name, m.role
                        from people.membership m join people.account a on a.id = m.account_id
                        where m.project_id = :project_id order by lower(a.name) limit 10000
                        """)
                .param("project_id", projectId)
                .query((row, number) -> new Member(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("display_name"),
                        Role.valueOf(row.getString("role"))))
                .list();
    }

    void putMember(UUID projectId, UUID accountId, Role role) {
        jdbc.sql("""
                        insert into people.membership (project_id, account_id, role)
                        values (:project_id, :account_id, :role)
                        on conflict (project_id, account_id) do update set role = excluded.role
                        """)
                .param("project_id", projectId)
                .param("account_id", accountId)
                .param("role", role.name())
                .update();
    }

    boolean deleteMember(UUID projectId, UUID accountId) {
        return jdbc.sql("delete from people.membership where project_id = :project_id and account_id = :account_id")
                        .param("project_id", projectId)
                        .param("account_id", accountId)
                        .update()
                == 1;
    }
}
