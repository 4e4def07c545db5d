package org.dure.server.compute.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dure.server.base.Page;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.NewSession;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Program;
import org.dure.server.compute.Retry;
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

    /// Either a recipe with arguments, or an uploaded program with a command.
    record ProgramBody(
            @Nullable String recipe,
            @Nullable List<String> arguments,
            @Nullable UUID programId,
            @Nullable List<String> command,
            @Nullable String image) {}

    record MountBody(
            @Nullable String kind,
            @Nullable String name,
            @Nullable Map<String, String> parameters) {}

    record NeedsBody(
            @Nullable Double cpus,
            @Nullable Long memoryBytes,
            @Nullable Integer gpus) {}

    record NewSessionBody(
            @Nullable String name,
            Session.@Nullable Kind kind,
            @Nullable ProgramBody program,
            @Nullable List<MountBody> mounts,
            @Nullable Map<String, String> environment,
            @Nullable NeedsBody needs,
            @Nullable String pool,
            @Nullable Long wallSeconds,
            @Nullable Map<String, String> context,
            @Nullable RetryBody retry,
            @Nullable List<String> secrets) {}

    record RetryBody(
            @Nullable Integer losses,
            @Nullable Integer failures,
            @Nullable Set<Integer> exitCodes,
            @Nullable Long backOffSeconds) {}

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
        List<MountBody> mounts = body.mounts() == null ? List.of() : body.mounts();
        return new NewSession(
                body.name(),
                body.kind() == null ? Session.Kind.TRAINING : body.kind(),
                program(body.program()),
                mounts.stream().map(SessionResource::mount).toList(),
                map("environment", body.environment()),
                needs(body.needs()),
                body.wallSeconds(),
                map("context", body.context()),
                retry(body.retry()),
                body.pool() == null ? Pool.LOCAL : body.pool(),
                words("secrets", body.secrets()));
    }

    private static Retry retry(@Nullable RetryBody body) {
        Retry standard = Retry.standard();
        if (body == null) {
            return standard;
        }
        Set<Integer> exitCodes = body.exitCodes() == null ? Set.of() : body.exitCodes();
        if (exitCodes.stream().anyMatch(java.util.Objects::isNull)) {
            throw new UserError.Invalid("retry.exit_codes", "must be a list of numbers, none of them null");
        }
        return new Retry(
                body.losses() == null ? standard.losses() : body.losses(),
                body.failures() == null ? standard.failures() : body.failures(),
                exitCodes,
                body.backOffSeconds() == null ? standard.backOffSeconds() : body.backOffSeconds());
    }

    private static Program program(@Nullable ProgramBody body) {
        if (body == null || (body.recipe() == null) == (body.programId() == null)) {
            throw new UserError.Invalid(
                    "program",
                    "must be {\"recipe\": …, \"arguments\": […]} or {\"program_id\": …, \"command\": […]}, one of them");
        }
        if (body.recipe() != null) {
            if (body.command() != null) {
                throw new UserError.Invalid("program.command", "belongs to program_id; a recipe takes arguments");
            }
            if (body.image() != null) {
                throw new UserError.Invalid("program.image", "belongs to program_id; a recipe brings its own system");
            }
            return new Program.Recipe(body.recipe(), words("program.arguments", body.arguments()));
        }
        if (body.arguments() != null) {
            throw new UserError.Invalid("program.arguments", "belong to a recipe; an uploaded program takes command");
        }
        return new Program.Bundle(
                java.util.Objects.requireNonNull(body.programId()),
                words("program.command", body.command()),
                body.image());
    }

    private static List<String> words(String field, @Nullable List<String> words) {
        if (words == null) {
            return List.of();
        }
        if (words.stream().anyMatch(java.util.Objects::isNull)) {
            throw new UserError.Invalid(field, "must be a list of strings, none of them null");
        }
        return words;
    }

    private static MountRequest mount(@Nullable MountBody body) {
        if (body == null || body.kind() == null || body.name() == null) {
            throw new UserError.Invalid("mounts", "each must be {\"kind\": …, \"name\": …, \"parameters\": {…}}");
        }
        return new MountRequest(body.kind(), body.name(), map("mounts.parameters", body.parameters()));
    }

    private static Map<String, String> map(String field, @Nullable Map<String, String> map) {
        if (map == null) {
            return Map.of();
        }
        if (map.values().stream().anyMatch(java.util.Objects::isNull)) {
            throw new UserError.Invalid(field, "values must be strings, none of them null");
        }
        return map;
    }

    private static Session.Needs needs(@Nullable NeedsBody body) {
        Session.Needs standard = Session.Needs.standard();
        if (body == null) {
            return standard;
        }
        return new Session.Needs(
                body.cpus() == null ? standard.cpus() : body.cpus(),
                body.memoryBytes() == null ? standard.memoryBytes() : body.memoryBytes(),
                body.gpus() == null ? standard.gpus() : body.gpus());
    }
}
