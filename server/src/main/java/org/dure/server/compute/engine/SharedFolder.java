package org.dure.server.compute.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dure.base.agent.WorkOrder;
import org.dure.server.base.Folders;

/// What `server` and all nodes of a cluster see: a folder an attempt, of its user alone, and the installed packages of
/// each user.
///
/// @param root under the same path everywhere
public record SharedFolder(Path root) {

    public static final String ATTEMPTS = "attempts";
    public static final String ENVIRONMENTS = "environments";

    /// The attempt's own folder, made where it is absent.
    ///
    /// @param user a name, or a number where the user has none here
    public Path attempt(UUID attemptId, String user) throws IOException {
        return SharedFiles.privateFolder(made(ATTEMPTS).resolve(attemptId.toString()), user);
    }

    /// Where the packages of the user's programs are kept.
    public Path environments(String user) throws IOException {
        return SharedFiles.privateFolder(made(ENVIRONMENTS).resolve(user), user);
    }

    /// The program and the data as links in the attempt's own folder: no other user of the cluster gets to them, and
    /// the nodes need not see the platform's data folder.
    ///
    /// @return the order with these folders
    public WorkOrder place(UUID attemptId, String user, WorkOrder order) throws IOException {
        Path folder = attempt(attemptId, user);
        List<WorkOrder.Mount> mounts = new ArrayList<>();
        for (WorkOrder.Mount mount : order.mounts()) {
            Path here = folder.resolve("data-" + mounts.size());
            mounts.add(new WorkOrder.Mount(linked(Path.of(mount.source()), here), mount.target()));
        }
        String program = order.program();
        return order.withFolders(program == null ? null : linked(Path.of(program), folder.resolve("program")), mounts);
    }

    /// Writes the attempt's token into a file that its user alone can read.
    public void putToken(UUID attemptId, String user, String token) throws IOException {
        Path file = token(attempt(attemptId, user));
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token);
        SharedFiles.give(file, user);
    }

    static Path token(Path attemptFolder) {
        return attemptFolder.resolve("token");
    }

    public void forget(UUID attemptId) throws IOException {
        Folders.delete(root.resolve(ATTEMPTS).resolve(attemptId.toString()));
    }

    /// Passable for everybody, readable for nobody.
    private Path made(String name) throws IOException {
        Path folder = root.resolve(name);
        Files.createDirectories(folder);
        for (Path each : List.of(root, folder)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return folder;
    }

    private static String linked(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        SharedFiles.linkAll(source, target);
        SharedFiles.openToAll(target);
        return target.toString();
    }
}
