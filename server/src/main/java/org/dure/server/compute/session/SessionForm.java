package org.dure.server.compute.session;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.Pool;
import org.dure.server.compute.Program;
import org.dure.server.compute.Retry;
import org.dure.server.compute.Session;
import org.dure.server.compute.SessionWork;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;

/// What a session runs and with what, as it is written in the API: by who submits one, and by who has the platform
/// submit many of a kind (a sweep). What is left out is null.
@NamedInterface("session")
public record SessionForm(
        @Nullable ProgramForm program,
        @Nullable List<@Nullable MountForm> mounts,
        @Nullable Map<String, String> environment,
        @Nullable NeedsForm needs,
        @Nullable String pool,
        @Nullable Long wallSeconds,
        @Nullable RetryForm retry,
        @Nullable List<String> secrets) {

    /// Either a recipe with arguments, or an uploaded program with a command.
    public record ProgramForm(
            @Nullable String recipe,
            @Nullable List<String> arguments,
            @Nullable UUID programId,
            @Nullable List<String> command,
            @Nullable String image,
            @Nullable String containerfile) {}

    public record MountForm(
            @Nullable String kind,
            @Nullable String name,
            @Nullable Map<String, String> parameters) {}

    public record NeedsForm(
            @Nullable Double cpus,
            @Nullable Long memoryBytes,
            @Nullable Integer gpus,
            @Nullable Integer nodes) {}

    public record RetryForm(
            @Nullable Integer losses,
            @Nullable Integer failures,
            @Nullable Set<Integer> exitCodes,
            @Nullable Long backOffSeconds) {}

    /// Reads the form; the values themselves are checked when a session is submitted.
    ///
    /// @param at where the form stands in the body, such as `session.`; empty where it is the body
    /// @throws UserError.Invalid where its shape is wrong, naming the field
    public SessionWork read(String at) {
        return new SessionWork(
                program(at + "program"),
                mounts(at + "mounts"),
                map(at + "environment", environment),
                needs(at + "needs"),
                pool == null ? Pool.LOCAL : pool,
                wallSeconds,
                retry(at + "retry"),
                words(at + "secrets", secrets));
    }

    private Program program(String field) {
        if (program == null || program.recipe() == null && program.programId() == null) {
            throw new UserError.Invalid(
                    field,
                    "must be {\"recipe\": …, \"arguments\": […]} or {\"program_id\": …, \"command\": […]}, one of them");
        }
        if (program.recipe() != null) {
            if (program.command() != null) {
                throw new UserError.Invalid(field + ".command", "belongs to program_id; a recipe takes arguments");
            }
            if (program.image() != null) {
                throw new UserError.Invalid(field + ".image", "belongs to program_id; a recipe brings its own system");
            }
            if (program.containerfile() != null) {
                throw new UserError.Invalid(
                        field + ".containerfile", "belongs to program_id; a recipe brings its own system");
            }
            return new Program.Recipe(
                    program.recipe(), words(field + ".arguments", program.arguments()), program.programId());
        }
        if (program.arguments() != null) {
            throw new UserError.Invalid(field + ".arguments", "belong to a recipe; an uploaded program takes command");
        }
        if (program.image() != null && program.containerfile() != null) {
            throw new UserError.Invalid(
                    field + ".containerfile", "is built into an image, and image names one that is there: one of them");
        }
        return new Program.Bundle(
                Objects.requireNonNull(program.programId()),
                words(field + ".command", program.command()),
                program.image(),
                program.containerfile());
    }

    private List<MountRequest> mounts(String field) {
        return mounts == null
                ? List.of()
                : mounts.stream().map(mount -> mount(field, mount)).toList();
    }

    private static MountRequest mount(String field, @Nullable MountForm form) {
        if (form == null || form.kind() == null || form.name() == null) {
            throw new UserError.Invalid(field, "each must be {\"kind\": …, \"name\": …, \"parameters\": {…}}");
        }
        return new MountRequest(form.kind(), form.name(), map(field + ".parameters", form.parameters()));
    }

    private Session.Needs needs(String field) {
        Session.Needs standard = Session.Needs.standard();
        if (needs == null) {
            return standard;
        }
        return new Session.Needs(
                needs.cpus() == null ? standard.cpus() : needs.cpus(),
                needs.memoryBytes() == null ? standard.memoryBytes() : needs.memoryBytes(),
                needs.gpus() == null ? standard.gpus() : needs.gpus(),
                nodes(field + ".nodes"));
    }

    /// Not a number that the needs would take for 1.
    private int nodes(String field) {
        Integer nodes = needs == null ? null : needs.nodes();
        if (nodes != null && nodes < 1) {
            throw new UserError.Invalid(field, "must lie between 1 and " + Session.NODES_MAX + ", not " + nodes);
        }
        return nodes == null ? 1 : nodes;
    }

    private Retry retry(String field) {
        Retry standard = Retry.standard();
        if (retry == null) {
            return standard;
        }
        Set<Integer> exitCodes = retry.exitCodes() == null ? Set.of() : retry.exitCodes();
        if (exitCodes.stream().anyMatch(Objects::isNull)) {
            throw new UserError.Invalid(field + ".exit_codes", "must be a list of numbers, none of them null");
        }
        return new Retry(
                retry.losses() == null ? standard.losses() : retry.losses(),
                retry.failures() == null ? standard.failures() : retry.failures(),
                exitCodes,
                retry.backOffSeconds() == null ? standard.backOffSeconds() : retry.backOffSeconds());
    }

    private static List<String> words(String field, @Nullable List<String> words) {
        if (words == null) {
            return List.of();
        }
        if (words.stream().anyMatch(Objects::isNull)) {
            throw new UserError.Invalid(field, "must be a list of strings, none of them null");
        }
        return words;
    }

    static Map<String, String> map(String field, @Nullable Map<String, String> map) {
        if (map == null) {
            return Map.of();
        }
        if (map.values().stream().anyMatch(Objects::isNull)) {
            throw new UserError.Invalid(field, "values must be strings, none of them null");
        }
        return map;
    }
}
