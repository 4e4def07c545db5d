package org.dure.agent.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one sandbox shows and runs.
///
/// @param root        the unpacked image whose files stand in for this node's own; null for the node's own
/// @param binds       folders of this node shown inside
/// @param devices     device files shown inside
/// @param environment all of it; nothing is inherited
/// @param folder      the working folder inside
/// @param socket      the folder that holds `platform.sock`, shown as `/run/dure`
/// @param port        of the loopback inside, carried to that socket
/// @param fileBytes   how large a single file may grow
/// @param interactive whether streams from outside may come in, over `streams.sock` beside the other socket
/// @param building    whether the program makes the image at `root`, which must be the sandbox user's own: it may write
/// there, and believes to be root
/// @param address     of this node, whose network the program shares, the port too; null for one of its own
public record SandboxPlan(
        @Nullable Path root,
        List<Bind> binds,
        List<Path> devices,
        Map<String, String> environment,
        List<String> command,
        String folder,
        Path socket,
        int port,
        long fileBytes,
        boolean interactive,
        boolean building,
        @Nullable String address) {

    /// The loopback port inside; each sandbox has its own loopback, so it can always be the same.
    public static final int PORT = 5000;

    /// Of a sandbox that makes an image: puts files of the tar archive `/run/context/files.tar` at their place, by the
    /// node's own programs.
    ///
    /// Arguments: the place; the mode of the only file, as `chmod` reads it, and its name; both empty where the
    /// place is a folder.
    public static final String UNPACK = "/run/etc/unpack";

    /// Of the same: puts files of the image shown as `/run/from` at their place. Links are followed within that image
    /// where they are named, and kept where they lie in a folder.
    ///
    /// Arguments: the place; `yes` where it is a folder to put files into; the mode of the files, as `chmod`
    /// reads it, or nothing; the paths, which may have wildcards.
    public static final String TAKE = "/run/etc/take";

    /// A program that makes the image at `root`. Nothing in it is the platform's but what lies below `/run`.
    ///
    /// @param command may begin with [#UNPACK] or [#TAKE]
    public static SandboxPlan building(
            Path root,
            List<Bind> binds,
            Map<String, String> environment,
            List<String> command,
            String folder,
            Path socket,
            long fileBytes) {
        return new SandboxPlan(
                root, binds, List.of(), environment, command, folder, socket, PORT, fileBytes, false, true, null);
    }

    /// @param source a folder of this node
    /// @param target its path inside
    public record Bind(Path source, String target, boolean writable) {}

    /// All binds, that of the socket included; the first is the first to be mounted.
    List<Bind> allBinds() {
        List<Bind> all = new ArrayList<>(binds);
        all.add(new Bind(socket, "/run/dure", false));
        return all;
    }
}
