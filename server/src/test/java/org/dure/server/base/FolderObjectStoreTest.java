package org.dure.server.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dure.base.Sha256;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest {

    @TempDir
    Path folder;

    @Test
    void the_same_bytes_are_stored_once_under_their_hash() throws IOException {
        FolderObjectStore store = store(folder);
        ObjectStore.Stored first = store.put(bytes("same"), null, 100);
        ObjectStore.Stored second = store.put(bytes("same"), first.sha256(), 100);
        assertThat(second).isEqualTo(first);
        assertThat(first.sha256()).isEqualTo(Sha256.of("same"));
        assertThat(objects(folder)).hasSize(1);
        assertThat(store.open(first.sha256()).readAllBytes()).asString().isEqualTo("same");
    }

    @Test
    void a_damaged_object_fails_the_read_that_would_end_it() throws IOException {
        FolderObjectStore store = store(folder);
        Sha256 hash = store.put(bytes("whole"), null, 100).sha256();
        Path object = store.file(hash);
        Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(object, "broken");
        assertThatThrownBy(() -> store.open(hash).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void what_is_too_long_or_not_what_was_announced_is_not_kept() throws IOException {
        FolderObjectStore store = store(folder);
        assertThatThrownBy(() -> store.put(bytes("12345"), null, 4)).isInstanceOf(UserError.TooLarge.class);
        assertThatThrownBy(() -> store.put(bytes("these"), Sha256.of("others"), 100))
                .isInstanceOf(UserError.Invalid.class);
        InputStream cut = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line was cut");
            }
        };
        assertThatThrownBy(() -> store.put(cut, null, 100)).hasMessageContaining("cut");
        assertThat(objects(folder)).isEmpty();
    }

    @Test
    void unfinished_objects_of_a_killed_server_are_cleaned_up_at_the_next_start() throws IOException {
        store(folder).put(bytes("kept"), null, 100);
        Files.writeString(folder.resolve("objects/incoming/half"), "half of an obj");
        store(folder);
        assertThat(objects(folder)).hasSize(1);
    }

    @Test
    void a_full_disk_is_said_and_leaves_nothing_half() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) == 0,
                "a small disk cannot be mounted here; that takes the rights of root");
        try {
            FolderObjectStore store = store(disk);
            store.put(bytes("small"), null, 100);
            assertThatThrownBy(() -> store.put(new ByteArrayInputStream(new byte[2 << 20]), null, 4 << 20))
                    .isInstanceOf(UserError.DiskFull.class);
            assertThat(objects(disk)).hasSize(1);
            assertThat(store.put(bytes("fits again"), null, 100).sizeBytes()).isEqualTo(10);
        } finally {
            run("umount", disk.toString());
        }
    }

    private static int run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException noSuchProgram) {
            return -1;
        }
    }

    private static List<Path> objects(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("objects"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static FolderObjectStore store(Path data) throws IOException {
        URI nowhere = URI.create("http://127.0.0.1");
        Settings settings =
                new Settings(data, data, nowhere, nowhere, null, null, null, Duration.ZERO, null, 0, false, List.of());
        return new FolderObjectStore(new DataFolder(settings));
    }
}
