package org.dure.server.people.project;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Names;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.dure.server.people.Role;
import org.dure.server.people.account.Account;
import org.dure.server.people.account.AccountService;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.modulith.NamedInterface;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Organisations, their units, the units' projects, and who is what in them.
@Service
@NamedInterface("project")
public class ProjectService {

    private final ProjectRepository projects;
    private final AccountService accounts;
    private final Audit audit;

    ProjectService(ProjectRepository projects, AccountService accounts, Audit audit) {
        this.projects = projects;
        this.accounts = accounts;
        this.audit = audit;
    }

    /// Makes a project, and its organisation and unit where they are new. For administrators.
    @Transactional
    public Project create(
            Caller caller, @Nullable String name, @Nullable String organisationName, @Nullable String unitName) {
        caller.requireAdministrator();
        String project = Names.check("name", name);
        String organisation = Names.check("organisation", organisationName);
        String unit = Names.check("unit", unitName);
        UUID organisationId =
                projects.organisation(organisation).orElseGet(() -> projects.insertOrganisation(organisation));
        UUID unitId = projects.unit(organisationId, unit).orElseGet(() -> projects.insertUnit(organisationId, unit));
        try {
            UUID id = projects.insertProject(project, unitId, caller.id());
            audit.record(caller, id, "people.project_made", "project " + project, Map.of("unit", unit));
            return projects.find(id).orElseThrow();
        } catch (DuplicateKeyException taken) {
            throw UserError.Conflict.nameTaken("project", project);
        }
    }

    /// The first project, `default`, made by the platform itself. Within the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void createFirst(UUID managerId) {
        UUID organisation = projects.insertOrganisation("home");
        UUID unit = projects.insertUnit(organisation, "main");
        projects.insertProject("default", unit, managerId);
    }

    /// The projects that the caller may see.
    public List<Project> list(Caller caller) {
        return projects.all().stream()
                .filter(project -> caller.may(Permission.PEOPLE_READ, project.id()))
                .toList();
    }

    List<ProjectRepository.Unit> units(Caller caller) {
        caller.requireAdministrator();
        return projects.units();
    }

    /// @param reference the id or the name
    public Project get(Caller caller, String reference) {
        Project project = find(reference);
        caller.require(Permission.PEOPLE_READ, project.id(), "project", reference);
        return project;
    }

    /// The id of the project that `reference` (its id or name) names, where the caller holds `permission` in it. The
    /// first line of every service method that takes a project from outside.
    public UUID require(Caller caller, Permission permission, String reference) {
        Project project = find(reference);
        caller.require(permission, project.id(), "project", reference);
        return project.id();
    }

    List<ProjectRepository.Member> members(Caller caller, String reference) {
        return projects.members(require(caller, Permission.PEOPLE_READ, reference));
    }

    @Transactional
    void putMember(Caller caller, String reference, @Nullable String accountName, @Nullable String roleName) {
        UUID projectId = require(caller, Permission.PEOPLE_MANAGE, reference);
        Role role = Arrays.stream(Role.values())
                .filter(each -> each.name().equals(roleName))
                .findFirst()
                .orElseThrow(() -> new UserError.Invalid("role", "must be one of " + Arrays.toString(Role.values())));
        Account account = accounts.findByName(String.valueOf(accountName))
                .orElseThrow(() -> new UserError.Invalid("account", "there is no account " + accountName));
        projects.putMember(projectId, account.id(), role);
        audit.record(caller, projectId, "people.member_put", "account " + account.name(), Map.of("role", role.name()));
    }

    @Transactional
    void deleteMember(Caller caller, String reference, UUID accountId) {
        UUID projectId = require(caller, Permission.PEOPLE_MANAGE, reference);
        if (!projects.deleteMember(projectId, accountId)) {
            throw new UserError.NotFound("member", accountId);
        }
        audit.record(caller, projectId, "people.member_removed", "account " + accountId, Map.of());
    }

    private Project find(String reference) {
        return (isId(reference) ? projects.find(UUID.fromString(reference)) : projects.findByName(reference))
                .orElseThrow(() -> new UserError.NotFound("project", reference));
    }

    private static boolean isId(String reference) {
        return reference.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }
}
