package org.dure.server.tracking.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.dure.base.Sha256;
import org.dure.server.base.UserError;
import org.jspecify.annotations.Nullable;

/// The file of a part: written durably, and read without being held open before its turn comes.
final class PartFile extends InputStream {

    private final Path file;
    private @Nullable InputStream in;

    PartFile(Path file) {
        this.file = file;
    }

    /// @throws UserError.TooLarge where there are more than `limitBytes`
    static Sha256 write(InputStream in, Path file, long limitBytes) throws IOException {
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > limitBytes) {
                    throw new UserError.TooLarge("A part has at most " + limitBytes + " bytes.");
                }
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return Sha256.of(digest);
    }

    private InputStream in() throws IOException {
        InputStream open = in;
        if (open == null) {
            open = Files.newInputStream(file);
            in = open;
        }
        return open;
    }

    @Override
    public int read() throws IOException {
        return in().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return in().read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }
}
