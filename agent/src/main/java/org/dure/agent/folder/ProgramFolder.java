package org.dure.agent.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// A folder that a program may write, perhaps while it is read here. No step of a path is ever followed through a
/// symbolic link: each folder is opened relative to its open parent (openat(2) with O_NOFOLLOW), so that a program
/// cannot make an agent that is root read what lies outside.
public record ProgramFolder(Path root) {

    static final int DEPTH_MAX = 64;

    /// Why a folder's files were not seen at all.
    static final String TOO_DEEP = "deeper than " + DEPTH_MAX + " folders";

    static final String CLOSED = "closed to the platform";

    /// Sees what is in the folder.
    public interface Visitor {

        /// @param path relative, with `/` between its steps
        void file(String path, Entry entry) throws IOException;

        /// Something that is neither a file nor a folder, or lies too deep.
        void skipped(String path, String why) throws IOException;
    }

    /// A regular file, as it was when it was looked at.
    public record Entry(
            SecureDirectoryStream<Path> folder, Path name, long size, long modifiedMillis, boolean executable) {

        /// Copies exactly [#size] bytes.
        ///
        /// @throws IOException also where the file has become shorter or something else
        public void copyTo(OutputStream out) throws IOException {
            Set<java.nio.file.OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try (SeekableByteChannel channel = folder.newByteChannel(name, options);
                    InputStream in = Channels.newInputStream(channel)) {
                byte[] buffer = new byte[1 << 16];
                long left = size;
                while (left > 0) {
                    int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (n < 0) {
                        throw new IOException("it became shorter while it was read");
                    }
                    out.write(buffer, 0, n);
                    left -= n;
                }
            }
        }
    }

    /// Visits every file below, in no particular order.
    public void visit(Visitor visitor) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this file system cannot be read without following links: " + root);
            }
            visit(secure, "", 0, visitor);
        }
    }

    private void visit(SecureDirectoryStream<Path> folder, String prefix, int depth, Visitor visitor)
            throws IOException {
        for (Path entry : folder) {
            Path name = java.util.Objects.requireNonNull(entry.getFileName());
            String path = prefix + name;
            try {
                PosixFileAttributes attributes = folder.getFileAttributeView(
                                name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
                if (attributes.isRegularFile()) {
                    visitor.file(
                            path,
                            new Entry(
                                    folder,
                                    name,
                                    attributes.size(),
                                    attributes.lastModifiedTime().toMillis(),
                                    attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE)));
                } else if (!attributes.isDirectory()) {
                    visitor.skipped(path, attributes.isSymbolicLink() ? "a symbolic link" : "not a regular file");
                } else if (depth == DEPTH_MAX) {
                    visitor.skipped(path, TOO_DEEP);
                } else {
                    try (SecureDirectoryStream<Path> below =
                            folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        visit(below, path + "/", depth + 1, visitor);
                    }
                }
            } catch (NoSuchFileException gone) {
                // deleted by the program while we looked
            } catch (AccessDeniedException closed) {
                visitor.skipped(path, CLOSED);
            }
        }
    }

    /// When the file `name` at the top was last written; 0 where there is none.
    public long modifiedNanos(String name) throws IOException {
        try {
            BasicFileAttributes attributes = Files.getFileAttributeView(
                            root.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            return attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException absent) {
            return 0;
        }
    }
}
