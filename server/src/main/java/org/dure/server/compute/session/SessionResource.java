package org.dure.server.compute.session;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Session;
import org.dure.server.compute.Transition;
import org.dure.server.people.Caller;
import org.dure.server.people.Needs;
import org.dure.server.people.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Sessions, their steps, and stopping them.
@RestController
@RequestMapping("/api/v1")
class SessionResource {

    record NewSessionBody(
            @Nullable String name,
            Session.@Nullable Kind kind,
            SessionForm.@Nullable ProgramForm program,
            @Nullable List<SessionForm.@Nullable MountForm> mounts,
            @Nullable Map<String, String> environment,
            SessionForm.@Nullable NeedsForm needs,
            @Nullable String pool,
            @Nullable Long wallSeconds,
            @Nullable Map<String, String> context,
            SessionForm.@Nullable RetryForm retry,
            @Nullable List<String> secrets) {

        SessionForm form() {
            return new SessionForm(program, mounts, environment, needs, pool, wallSeconds, retry, secrets);
        }
    }

    record Stop(@Nullable String reason) {}

    record TransitionList(List<Transition> items) {}

    private final SessionService sessions;

    SessionResource(SessionService sessions) {
        this.sessions = sessions;
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/projects/{project}/sessions")
    @ResponseStatus(HttpStatus.CREATED)
    Session submit(
            Caller caller,
            @PathVariable String project,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewSessionBody body) {
        return sessions.submit(caller, project, newSession(body), key);
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/projects/{project}/sessions")
    Page<Session> list(
            Caller caller,
            @PathVariable String project,
            @RequestParam(required = false) Session.@Nullable State state,
            @RequestParam(required = false) @Nullable List<Session.Kind> kind,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "100") int limit) {
        return sessions.list(caller, project, state, kind == null ? List.of() : kind, after, limit);
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sessions/{id}")
    Session get(Caller caller, @PathVariable UUID id) {
        return sessions.get(caller, id);
    }

    @Needs(Permission.COMPUTE_READ)
    @GetMapping("/sessions/{id}/transitions")
    TransitionList transitions(Caller caller, @PathVariable UUID id) {
        return new TransitionList(sessions.transitions(caller, id));
    }

    @Needs(Permission.COMPUTE_RUN)
    @PostMapping("/sessions/{id}/stop")
    Session stop(Caller caller, @PathVariable UUID id, @RequestBody Stop body) {
        return sessions.stop(caller, id, body.reason());
    }

    private static NewSession newSession(NewSessionBody body) {
        if (body.name() == null) {
            throw new UserError.Invalid("name", "is missing: what people will call the session");
        }
        return NewSession.of(
                body.name(),
                body.kind() == null ? Session.Kind.TRAINING : body.kind(),
                body.form().read(""),
                SessionForm.map("context", body.context()));
    }
}
