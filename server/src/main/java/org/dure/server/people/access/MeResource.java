package org.dure.server.people.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.dure.server.people.project.ProjectService;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who one is, and what one may do where.
@RestController
@RequestMapping("/api/v1/me")
class MeResource {

    record Membership(UUID projectId, String projectName, List<Permission> permissions) {}

    record Me(UUID id, String name, boolean administrator, List<Membership> projects) {}

    private final ProjectService projects;

    MeResource(ProjectService projects) {
        this.projects = projects;
    }

    /// Also hands the browser its CSRF token, as the cookie XSRF-TOKEN.
    @Needs(Permission.SELF)
    @GetMapping
    Me me(Caller caller, HttpServletRequest request) {
        if (request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken csrf) {
            csrf.getToken();
        }
        List<Membership> memberships = projects.list(caller).stream()
                .map(project -> new Membership(
                        project.id(),
                        project.name(),
                        List.of(Permission.values()).stream()
                                .filter(permission -> caller.may(permission, project.id()))
                                .toList()))
                .toList();
        return new Me(caller.id(), caller.name(), caller.administrator(), memberships);
    }
}
