package org.dure.server.people.project;

import java.util.List;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.people.Audit;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.people.Project;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Projects, their members, and the audit trail. `{project}` is the id or the name.
@RestController
@RequestMapping("/api/v1")
class ProjectResource {

    record NewProject(
            @Nullable String name,
            @Nullable String organisation,
            @Nullable String unit) {}

    record MemberRole(@Nullable String account, @Nullable String role) {}

    record ProjectList(List<Project> items) {}

    record UnitList(List<ProjectRepository.Unit> items) {}

    record MemberList(List<ProjectRepository.Member> items) {}

    private final ProjectService projects;
    private final Audit audit;

    ProjectResource(ProjectService projects, Audit audit) {
        this.projects = projects;
        this.audit = audit;
    }

    @Needs(Permission.SELF)
    @GetMapping("/projects")
    ProjectList list(Caller caller) {
        return new ProjectList(projects.list(caller));
    }

    @Needs(Permission.ADMINISTER)
    @PostMapping("/projects")
    @ResponseStatus(HttpStatus.CREATED)
    Project create(Caller caller, @RequestBody NewProject body) {
        return projects.create(caller, body.name(), body.organisation(), body.unit());
    }

    @Needs(Permission.ADMINISTER)
    @GetMapping("/units")
    UnitList units(Caller caller) {
        return new UnitList(projects.units(caller));
    }

    @Needs(Permission.PEOPLE_READ)
    @GetMapping("/projects/{project}")
    Project get(Caller caller, @PathVariable String project) {
        return projects.get(caller, project);
    }

    @Needs(Permission.PEOPLE_READ)
    @GetMapping("/projects/{project}/members")
    MemberList members(Caller caller, @PathVariable String project) {
        return new MemberList(projects.members(caller, project));
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @PutMapping("/projects/{project}/members")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void putMember(Caller caller, @PathVariable String project, @RequestBody MemberRole body) {
        projects.putMember(caller, project, body.account(), body.role());
    }

    @Needs(Permission.PEOPLE_MANAGE)
    @DeleteMapping("/projects/{project}/members/{accountId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteMember(Caller caller, @PathVariable String project, @PathVariable UUID accountId) {
        projects.deleteMember(caller, project, accountId);
    }

    @Needs(Permission.PEOPLE_READ)
    @GetMapping("/projects/{project}/audit")
    Page<Audit.Entry> auditOfProject(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "100") int limit) {
        return audit.list(caller, projects.require(caller, Permission.PEOPLE_READ, project), after, limit);
    }

    @Needs(Permission.ADMINISTER)
    @GetMapping("/audit")
    Page<Audit.Entry> auditOfAll(
            Caller caller,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "100") int limit) {
        return audit.list(caller, null, after, limit);
    }
}
