package org.dure.server.sweeps.sweep;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.Session;
import org.dure.server.sweeps.Job;
import org.jspecify.annotations.Nullable;

/// Reads what the sessions of a sweep run, in the form in which a session is submitted.
final class JobReader {

    private JobReader() {}

    /// @return null where trials are asked for from outside
    static @Nullable Job read(NewSweep.@Nullable SessionBody body) {
        if (body == null) {
            return null;
        }
        NewSweep.ProgramBody program = body.program();
        if (program == null || (program.recipe() == null) == (program.programId() == null)) {
            throw new UserError.Invalid(
                    "session.program",
                    "must be {\"recipe\": …, \"arguments\": […]} or {\"program_id\": …, \"command\": […]}, one of them");
        }
        boolean recipe = program.recipe() != null;
        if ((recipe ? program.command() : program.arguments()) != null) {
            throw new UserError.Invalid(
                    "session.program", "a recipe takes arguments, an uploaded program takes command");
        }
        List<NewSweep.MountBody> mounts = body.mounts() == null ? List.of() : body.mounts();
        return new Job(
                program.recipe(),
                program.programId(),
                words(
                        recipe ? "session.program.arguments" : "session.program.command",
                        recipe ? program.arguments() : program.command()),
                mounts.stream().map(JobReader::mount).toList(),
                map("session.environment", body.environment()),
                needs(body.needs()),
                body.wallSeconds());
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

    private static MountRequest mount(NewSweep.@Nullable MountBody body) {
        if (body == null || body.kind() == null || body.name() == null) {
            throw new UserError.Invalid(
                    "session.mounts", "each must be {\"kind\": …, \"name\": …, \"parameters\": {…}}");
        }
        return new MountRequest(body.kind(), body.name(), map("session.mounts.parameters", body.parameters()));
    }

    private static Map<String, String> map(String field, @Nullable Map<String, String> map) {
        if (map == null) {
            return Map.of();
        }
        if (map.values().stream().anyMatch(Objects::isNull)) {
            throw new UserError.Invalid(field, "values must be strings, none of them null");
        }
        return map;
    }

    private static Session.Needs needs(NewSweep.@Nullable NeedsBody body) {
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
