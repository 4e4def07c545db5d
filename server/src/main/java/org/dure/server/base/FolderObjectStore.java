package org.dure.server.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.stream.Stream;
import org.dure.base.DurableFiles;
import org.dure.base.Ids;
import org.dure.base.Sha256;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Objects in `objects/<first two digits>/<sha256>`, mode 444; unfinished ones in `objects/incoming`, which is emptied
/// at the start.
@Component
class FolderObjectStore implements ObjectStore {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path root;
    private final Path incoming;

    FolderObjectStore(DataFolder folder) throws IOException {
        this.root = folder.folder("objects");
        this.incoming = Files.createDirectories(root.resolve("incoming"));
        try (Stream<Path> unfinished = Files.list(incoming)) {
            for (Path file : unfinished.toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public Stored put(InputStream in, @Nullable Sha256 expected, long limitBytes) throws IOException {
        Path unfinished = incoming.resolve(Ids.next().toString());
        try {
            Stored stored = receive(in, unfinished, limitBytes);
            if (expected != null && !expected.equals(stored.sha256())) {
                throw new UserError.Invalid(
                        "sha256", "the bytes that arrived have " + stored.sha256() + ", not " + expected);
            }
            keep(unfinished, stored.sha256());
            return stored;
        } catch (IOException e) {
            if (DiskErrors.isFull(e)) {
                throw new UserError.DiskFull("The disk of the platform is full; nothing was kept.");
            }
            throw e;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Stored receive(InputStream in, Path file, long limitBytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > limitBytes) {
                    throw new UserError.TooLarge("More than the " + limitBytes + " bytes that are allowed here.");
                }
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return new Stored(Sha256.of(digest), size);
    }

    private void keep(Path unfinished, Sha256 sha256) throws IOException {
        Path place = place(sha256);
        if (Files.exists(place)) {
            return;
        }
        Path folder = place.resolveSibling("");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            DurableFiles.syncFolder(root);
        }
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("r--r--r--"));
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
    }

    @Override
    public InputStream open(Sha256 sha256) throws IOException {
        return new CheckedStream(Files.newInputStream(existing(sha256)), sha256, "The stored object " + sha256);
    }

    @Override
    public boolean has(Sha256 sha256) {
        return Files.isRegularFile(place(sha256));
    }

    @Override
    public long sizeBytes(Sha256 sha256) throws IOException {
        return Files.size(existing(sha256));
    }

    @Override
    public Path file(Sha256 sha256) throws IOException {
        return existing(sha256);
    }

    private Path place(Sha256 sha256) {
        return root.resolve(sha256.hex().substring(0, 2)).resolve(sha256.hex());
    }

    private Path existing(Sha256 sha256) throws NoSuchFileException {
        Path place = place(sha256);
        if (!Files.isRegularFile(place)) {
            throw new UserError.NotFound("object", sha256);
        }
        return place;
    }
}
