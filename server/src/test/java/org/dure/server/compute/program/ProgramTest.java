package org.dure.server.compute.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.compute.Programs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@ServerTest
@Import(Api.class)
class ProgramTest {

    @Autowired
    Api api;

    String project;

    @BeforeEach
    void project() {
        project = api.newProject();
    }

    @Test
    void the_same_files_are_the_same_program_whatever_their_archive() throws IOException {
        var zipped = upload(Programs.zip(Map.of("main.py", "print(1)", "lib/util.py", "x = 1")))
                .expect(201)
                .json();
        assertThat(zipped.path("files").asInt()).isEqualTo(2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            add(tar, "./main.py", "print(1)");
            add(tar, "./lib/util.py", "x = 1");
        }
        var tarred = upload(bytes.toByteArray()).expect(201).json();
        assertThat(tarred.path("id")).isEqualTo(zipped.path("id"));
        var files = api.admin()
                .get("/api/v1/programs/" + zipped.path("id").asString() + "/files")
                .expect(200)
                .json()
                .path("items");
        assertThat(files.findValuesAsString("path")).containsExactly("lib/util.py", "main.py");
    }

    @Test
    void paths_that_lead_out_of_the_folder_are_refused() {
        for (String path : new String[] {"../up.py", "/etc/passwd", "a/../../b", "a//b", "./../x"}) {
            Api.Answer answer = upload(Programs.zip(Map.of(path, "x"))).expect(400);
            assertThat(answer.json().path("errors").get(0).path("field").asString())
                    .as(path)
                    .isEqualTo("body");
        }
    }

    @Test
    void links_are_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry link = new TarArchiveEntry("shadow", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/shadow");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        assertThat(upload(bytes.toByteArray()).expect(400).detail()).contains("no plain, unencrypted file");
    }

    @Test
    void a_file_that_is_also_a_folder_is_refused() {
        Api.Answer answer = upload(Programs.zip(new java.util.TreeMap<>(Map.of("a", "1", "a/b", "2"))))
                .expect(400);
        assertThat(answer.detail()).contains("as a file and as a folder");
    }

    @Test
    void what_is_no_archive_and_what_is_a_damaged_one_are_told_apart() {
        assertThat(upload("print(1)".getBytes(StandardCharsets.UTF_8))
                        .expect(400)
                        .detail())
                .contains("must be a zip or a tar.gz");
        byte[] cut = Programs.zip(Map.of("main.py", "print(1)".repeat(1000)));
        assertThat(upload(java.util.Arrays.copyOf(cut, cut.length / 2))
                        .expect(400)
                        .detail())
                .contains("damaged");
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
        assertThat(upload(gzip).expect(400).detail()).contains("damaged");
    }

    @Test
    void a_bomb_is_refused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 600; i++) {
                zip.write(zeros);
            }
        }
        assertThat(bytes.size()).isLessThan(1 << 20);
        upload(bytes.toByteArray()).expect(413);
    }

    @Test
    void a_program_of_another_project_is_unknown() {
        String id = upload(Programs.zip(Map.of("main.py", "print(1)")))
                .expect(201)
                .json()
                .path("id")
                .asString();
        String other = api.newProject();
        Api.Caller member = api.member(other, "MEMBER");
        member.get("/api/v1/programs/" + id).expect(404);
        member.get("/api/v1/programs/" + id + "/files").expect(404);
        Api.Answer answer = member.post(
                        "/api/v1/projects/" + other + "/sessions",
                        "{\"name\": \"x\", \"program\": {\"program_id\": \"%s\", \"command\": [\"true\"]}}"
                                .formatted(id))
                .expect(400);
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo("program.program_id");
    }

    private Api.Answer upload(byte[] archive) {
        return api.admin()
                .sendBytes("POST", "/api/v1/projects/" + project + "/programs", "application/octet-stream", archive);
    }

    private static void add(TarArchiveOutputStream tar, String path, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
