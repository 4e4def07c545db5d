package org.dure.server.data.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dure.server.ServerTest;
import org.dure.server.base.ObjectStore;
import org.dure.server.base.UserError;
import org.dure.server.data.Archives;
import org.dure.server.data.FileEntry;
import org.dure.server.data.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@ServerTest
@Import(org.dure.server.Api.class)
class ArchiveUnpackingTest {

    private static final Limits SMALL = new Limits(2000, 3, 10_000, 100_000, 5000, 10, 1000);

    @Autowired
    ObjectStore objects;

    @TempDir
    Path folder;

    @Test
    void as_many_files_as_are_allowed_are_taken_and_not_one_more() throws IOException {
        assertThat(unpack(Archives.zip(out -> fill(3, name -> Archives.add(out, name, name)))))
                .hasSize(3);
        byte[] zip = Archives.zip(out -> fill(4, name -> Archives.add(out, name, name)));
        assertThatThrownBy(() -> unpack(zip))
                .isInstanceOf(UserError.TooLarge.class)
                .hasMessageContaining("more than 3 files");
        byte[] tar = Archives.tar(out -> fill(4, name -> Archives.add(out, name, name)));
        assertThatThrownBy(() -> unpack(tar))
                .isInstanceOf(UserError.TooLarge.class)
                .hasMessageContaining("more than 3 files");
    }

    @Test
    void a_file_the_whole_and_the_ratio_each_have_their_limit() {
        assertThatThrownBy(() -> unpack(Archives.tar(out -> Archives.add(out, "train/a", noise(2001)))))
                .hasMessageContaining("2000 bytes");
        assertThatThrownBy(() -> unpack(Archives.zip(out -> fill(3, name -> Archives.add(out, name, noise(1900))))))
                .hasMessageContaining("5000 bytes");
        assertThatThrownBy(() -> unpack(Archives.zip(out -> Archives.add(out, "train/a", "0".repeat(2000)))))
                .hasMessageContaining("10 times its size");
    }

    @Test
    void a_header_as_long_as_a_file_is_refused() {
        byte[] name = new byte[2 << 20];
        java.util.Arrays.fill(name, (byte) 'n');
        byte[] tar = Archives.gzip(Archives.tar(out -> {
            TarArchiveEntry header = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
            header.setSize(name.length);
            out.putArchiveEntry(header);
            out.write(name);
            out.closeArchiveEntry();
            Archives.add(out, "train/a", "x");
        }));
        Limits wide = new Limits(2000, 3, 10_000, 1 << 30, 1 << 30, 1 << 20, 1 << 30);
        assertThatThrownBy(() -> new ArchiveUnpacking(objects, wide, null).unpack(file(tar)))
                .isInstanceOf(UserError.Invalid.class)
                .hasMessageContaining("has a header of more than");
    }

    @Test
    void two_spellings_of_one_korean_name_are_one_path() {
        String composed = "train/한글.txt";
        byte[] zip = Archives.zip(out -> {
            Archives.add(out, composed, "1");
            Archives.add(out, Normalizer.normalize(composed, Normalizer.Form.NFD), "2");
        });
        assertThatThrownBy(() -> unpack(zip)).hasMessageContaining("stands for the same path as");
    }

    private interface Each {
        void add(String name) throws IOException;
    }

    private static void fill(int count, Each each) throws IOException {
        for (int number = 0; number < count; number++) {
            each.add("train/" + number);
        }
    }

    /// Text that hardly shrinks.
    private static String noise(int length) {
        java.util.Random random = new java.util.Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    private List<FileEntry> unpack(byte[] archive) throws IOException {
        return new ArchiveUnpacking(objects, SMALL, null).unpack(file(archive));
    }

    private Path file(byte[] archive) throws IOException {
        return Files.write(folder.resolve("archive"), archive);
    }
}
