package org.dure.agent.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.dure.agent.sandbox.SandboxUser;

/// The folders of one attempt that its program sees.
///
/// @param socket holds `platform.sock` and `streams.sock`; only the agent writes there
public record ProgramFolders(Path output, Path checkpoint, Path scratch, Path socket) {

    /// Makes them new in `work`.
    public static ProgramFolders create(Path work, SandboxUser user) throws IOException {
        ProgramFolders folders = new ProgramFolders(
                work.resolve("output"), work.resolve("checkpoint"), work.resolve("scratch"), work.resolve("socket"));
        for (Path folder : folders.writable()) {
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            user.own(folder);
        }
        Files.createDirectory(folders.socket());
        Files.setPosixFilePermissions(folders.socket(), PosixFilePermissions.fromString("rwxr-xr-x"));
        return folders;
    }

    /// Those that the program writes, and that count against its limit together.
    public List<Path> writable() {
        return List.of(output, checkpoint, scratch);
    }

    public Path socketFile() {
        return socket.resolve("platform.sock");
    }

    public Path streamsFile() {
        return socket.resolve("streams.sock");
    }
}
