package org.dure.server.tracking.artifact;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dure.server.base.UserError;
import org.dure.server.people.Caller;
import org.dure.server.people.Permission;
import org.dure.server.tracking.experiment.HomeProject;
import org.springframework.stereotype.Component;

/// Files that clients put beside runs, at a path of their own choice: MLflow's artifact store is one tree of folders.
/// Here each project has such a tree. Its members read and write it; a session's program only reads.
@Component
public class LooseFiles {

    private static final String BEFORE = "files-";
    private static final Pattern ID = Pattern.compile(BEFORE + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final HomeProject homes;

    LooseFiles(HomeProject homes) {
        this.homes = homes;
    }

    /// The owner's id of the loose files of the caller's home project.
    ///
    /// @throws UserError.Invalid where the caller has several projects or none
    public String home(Caller caller) {
        return of(homes.find(caller)
                .orElseThrow(() -> new UserError.Invalid(
                        "path",
                        "Invalid path: it must be <experiment>/<run>/artifacts/<path>,"
                                + " <experiment>/models/<model>/artifacts/<path> or"
                                + " <experiment>/traces/<trace>/artifacts/<path>; other paths are those of your project,"
                                + " and you have not just one")));
    }

    /// The owner's id of a project's loose files.
    public static String of(UUID projectId) {
        return BEFORE + projectId;
    }

    static Optional<UUID> project(String ownerId) {
        return ID.matcher(ownerId).matches()
                ? Optional.of(UUID.fromString(ownerId.substring(BEFORE.length())))
                : Optional.empty();
    }

    static void requireRead(Caller caller, UUID projectId) {
        caller.require(Permission.TRACKING_READ, projectId, "project", projectId);
    }

    static void requireWrite(Caller caller, UUID projectId) {
        if (caller.kind() == Caller.Kind.SESSION) {
            throw new UserError.Denied("A session writes the files of its own runs alone.");
        }
        caller.require(Permission.TRACKING_WRITE, projectId, "project", projectId);
    }
}
