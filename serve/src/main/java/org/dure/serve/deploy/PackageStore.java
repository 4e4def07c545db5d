package org.dure.serve.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.base.DurableFiles;
import org.dure.base.Sha256;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.RoutingTable;
import org.dure.serve.model.BadModelException;
import org.dure.serve.table.ServerClient;

/// The model packages on this machine: `<folder>/<project id>/<deployment id>/<files>`, each file checked by its hash.
final class PackageStore {

    private static final int FILES_MAX = 100;
    private static final long BYTES_MAX = 4L << 30;
    private static final int PATH_MAX = 200;
    private static final int DEPTH_MAX = 8;

    private final Path folder;
    private final ServerClient server;

    PackageStore(Path folder, ServerClient server) {
        this.folder = folder;
        this.server = server;
    }

    /// Where a project's packages lie; made where it is absent.
    Path of(UUID project) throws IOException {
        Path path = folder.resolve(project.toString());
        Files.createDirectories(path);
        // The runner's user is another one; the folders above, which it cannot see, keep strangers out.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return path;
    }

    /// The folder of a whole and checked package, fetched from `server` where it is not here yet.
    ///
    /// @throws BadModelException where its list of files is not acceptable
    /// @throws IOException       where it cannot be had now; later it may
    Path fetch(UUID project, RoutingTable.Deployment deployment)
            throws IOException, InterruptedException, BadModelException {
        check(deployment.files());
        Path target = of(project).resolve(deployment.id().toString());
        for (PackageFile file : deployment.files()) {
            Path path = target.resolve(file.path());
            if (!isWhole(path, file)) {
                download(file, path);
            }
            for (Path above = path.getParent(); above != null && above.startsWith(target); above = above.getParent()) {
                Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return target;
    }

    /// Deletes every package that is not among `kept`.
    void keepOnly(Set<UUID> kept) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path project : list(folder)) {
            for (Path deployment : list(project)) {
                if (kept.stream()
                        .noneMatch(id ->
                                id.toString().equals(deployment.getFileName().toString()))) {
                    delete(deployment);
                }
            }
        }
    }

    private void download(PackageFile file, Path path) throws IOException, InterruptedException {
        Path parent = java.util.Objects.requireNonNull(path.getParent(), "a file has a folder");
        Files.createDirectories(parent);
        Path unfinished = Files.createTempFile(parent, ".fetch-", ".tmp");
        try {
            server.download(file.hash(), unfinished);
            if (!isWhole(unfinished, file)) {
                throw new IOException("server sent " + file.path() + " with another hash or size than it announced");
            }
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncFolder(parent);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static boolean isWhole(Path path, PackageFile file) throws IOException {
        return Files.isRegularFile(path)
                && Files.size(path) == file.sizeBytes()
                && Sha256.of(path).hex().equals(file.sha256());
    }

    private static void check(List<PackageFile> files) throws BadModelException {
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new BadModelException("The package has " + files.size() + " files; allowed are 1 to " + FILES_MAX);
        }
        Set<String> paths = new HashSet<>();
        long bytes = 0;
        for (PackageFile file : files) {
            if (!isSafe(file.path()) || !paths.add(file.path())) {
                throw new BadModelException("The package holds the path \"" + file.path()
                        + "\"; a path is relative, with \"/\", without \"..\", and stands there once");
            }
            try {
                file.hash();
            } catch (IllegalArgumentException noHash) {
                throw new BadModelException("The file " + file.path() + " has no sha256", noHash);
            }
            bytes += Math.max(0, file.sizeBytes());
        }
        if (bytes > BYTES_MAX) {
            throw new BadModelException("The package has " + bytes + " bytes; allowed are " + BYTES_MAX);
        }
    }

    private static boolean isSafe(String path) {
        String[] names = path.split("/", -1);
        return path.length() <= PATH_MAX
                && names.length <= DEPTH_MAX
                && path.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7f)
                && Stream.of(names).noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(tree)) {
            walk.sorted(Comparator.reverseOrder()).forEach(paths::add);
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
