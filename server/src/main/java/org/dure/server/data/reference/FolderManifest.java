package org.dure.server.data.reference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.dure.base.Sha256;
import org.dure.server.base.UserError;
import org.dure.server.data.FileEntry;
import org.dure.server.data.FilePaths;
import org.dure.server.data.Limits;
import org.dure.server.data.content.Contents;
import org.dure.server.data.version.ManifestMaker;
import org.jspecify.annotations.Nullable;

/// Reads a folder into a manifest. It follows no link, and refuses a folder that holds one.
final class FolderManifest extends SimpleFileVisitor<Path> {

    /// Told after each piece; may throw to end the reading.
    interface Progress {
        void at(long files, long bytes);
    }

    private static final int BUFFER_BYTES = 1 << 20;

    private final Path folder;
    private final @Nullable String part;
    private final Limits limits;
    private final Progress progress;
    private final List<ManifestMaker.NewFile> files = new ArrayList<>();
    private long bytes;

    private FolderManifest(Path folder, @Nullable String part, Limits limits, Progress progress) {
        this.folder = folder;
        this.part = part;
        this.limits = limits;
        this.progress = progress;
    }

    /// @param part null where the folder's own first folders are the parts
    /// @throws UserError saying which file is wrong, and how
    static List<ManifestMaker.NewFile> of(Path folder, @Nullable String part, Limits limits, Progress progress)
            throws IOException {
        FolderManifest manifest = new FolderManifest(folder, part, limits, progress);
        Files.walkFileTree(folder, manifest);
        return manifest.files;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String name = folder.relativize(file).toString();
        if (!attributes.isRegularFile()) {
            throw wrong(name, "is a link or a special file; a referenced folder holds only plain files and folders");
        }
        FileEntry place = FilePaths.place("folder", part, name, "refer to a folder of parts");
        if (!place.path().equals(name) && !place.key().equals(name)) {
            throw wrong(name, "is not in Unicode normalisation form C; rename it");
        }
        if (files.size() >= limits.files()) {
            throw new UserError.TooLarge("The folder has more than " + limits.files() + " files.");
        }
        if (attributes.size() > limits.fileBytes() || bytes + attributes.size() > limits.versionBytes()) {
            throw new UserError.TooLarge(FilePaths.shown(name) + " makes it too large: a file may have "
                    + limits.fileBytes() + " bytes, a version " + limits.versionBytes() + ".");
        }
        Sha256 hash = hash(file);
        BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (after.size() != attributes.size() || !after.lastModifiedTime().equals(attributes.lastModifiedTime())) {
            throw wrong(name, "changed while it was read; refer to a folder at rest");
        }
        FileEntry entry = new FileEntry(place.part(), place.path(), attributes.size(), hash.hex());
        files.add(new ManifestMaker.NewFile(entry, Contents.modifiedAt(attributes)));
        progress.at(files.size(), bytes);
        return FileVisitResult.CONTINUE;
    }

    private Sha256 hash(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
                progress.at(files.size(), bytes);
            }
        }
        return Sha256.of(digest);
    }

    private static UserError.Invalid wrong(String name, String what) {
        return new UserError.Invalid("folder", FilePaths.shown(name) + " " + what);
    }
}
