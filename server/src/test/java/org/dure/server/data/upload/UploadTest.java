package org.dure.server.data.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dure.base.Sha256;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.DataFolder;
import org.dure.server.data.Archives;
import org.dure.server.data.Datasets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class UploadTest {

    @Autowired
    Api api;

    @Autowired
    DataFolder folder;

    @Autowired
    UploadRepository repository;

    private Api.Caller member;
    private String dataset;
    private String upload;

    @BeforeEach
    void anOpenUpload() {
        String project = api.newProject();
        member = api.member(project, "MEMBER");
        dataset = Datasets.make(member, project);
        upload = Datasets.begin(member, dataset);
    }

    @Test
    void an_interrupted_client_learns_what_has_arrived_and_sends_the_rest() {
        Datasets.put(member, upload, "train", "a.txt", "one".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        Datasets.put(member, upload, "hidden", "b.txt", "two".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        JsonNode arrived =
                member.get("/api/v1/uploads/" + upload + "/files").expect(200).json();
        assertThat(arrived.path("items").get(0).path("part").asString()).isEqualTo("hidden");
        assertThat(arrived.path("items").get(0).path("sha256").isNull()).isTrue();
        assertThat(arrived.path("items").get(1).path("sha256").asString())
                .isEqualTo(Sha256.of("one").hex());
        Datasets.put(member, upload, "train", "a.txt", "better".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        member.delete("/api/v1/uploads/" + upload + "/files?part=hidden&path=b.txt")
                .expect(204);
        Datasets.commit(member, upload, null).expect(201);
        assertThat(Datasets.content(member, dataset, 1, "train", "a.txt")
                        .expect(200)
                        .body())
                .isEqualTo("better");
    }

    @Test
    void committing_twice_makes_one_version() {
        Datasets.put(member, upload, "train", "a.txt", new byte[] {1}).expect(200);
        JsonNode first = Datasets.commit(member, upload, null).expect(201).json();
        JsonNode again = Datasets.commit(member, upload, null).expect(201).json();
        assertThat(again).isEqualTo(first);
        assertThat(Datasets.put(member, upload, "train", "b.txt", new byte[1])
                        .expect(409)
                        .detail())
                .contains("is committed");
        member.delete("/api/v1/uploads/" + upload).expect(409);
    }

    @Test
    void an_empty_upload_and_an_unknown_base_make_no_version() {
        assertThat(Datasets.commit(member, upload, null).expect(409).detail()).contains("at least one file");
        Datasets.put(member, upload, "train", "a.txt", new byte[] {1}).expect(200);
        assertThat(Datasets.commit(member, upload, 7)
                        .expect(400)
                        .json()
                        .path("errors")
                        .get(0)
                        .path("field")
                        .asString())
                .isEqualTo("base_version");
    }

    @Test
    void bytes_that_differ_from_their_announced_hash_are_not_kept() {
        String address = "/api/v1/uploads/" + upload + "/files?part=train&path=a&sha256=";
        String type = "application/octet-stream";
        member.sendBytes("PUT", address + Sha256.of("other"), type, "these".getBytes(StandardCharsets.UTF_8))
                .expect(400);
        member.sendBytes("PUT", address + "abc", type, new byte[1]).expect(400);
        member.sendBytes("PUT", address + Sha256.of("these"), type, "these".getBytes(StandardCharsets.UTF_8))
                .expect(200);
        assertThat(member.sendBytes("PUT", address, "application/x-www-form-urlencoded", new byte[1])
                        .expect(400)
                        .detail())
                .contains("application/octet-stream");
    }

    @Test
    void a_deleted_or_expired_upload_is_gone_and_says_so() {
        Datasets.put(member, upload, "train", "a.txt", new byte[] {1}).expect(200);
        member.delete("/api/v1/uploads/" + upload).expect(204);
        Datasets.put(member, upload, "train", "a.txt", new byte[1]).expect(410);
        String second = Datasets.begin(member, dataset);
        Datasets.put(member, second, "train", "a.txt", new byte[] {1}).expect(200);
        repository.expire(Instant.now().plus(Duration.ofDays(8)));
        assertThat(Datasets.commit(member, second, null).expect(410).detail()).contains("expired");
        assertThat(member.get("/api/v1/uploads/" + second).json().path("parts").size())
                .isZero();
    }

    @Test
    void a_line_cut_in_the_middle_of_a_file_leaves_nothing_behind() throws Exception {
        URI address = api.uri("/api/v1/uploads/" + upload + "/files?part=train&path=cut.bin");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + address.getRawPath() + "?" + address.getRawQuery() + " HTTP/1.1\r\nHost: dure\r\n"
                            + "Authorization: Bearer " + member.token() + "\r\nContent-Length: 1000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[100_000]);
            out.flush();
            until(() -> unfinishedObjects() > 0);
        }
        until(() -> unfinishedObjects() == 0);
        assertThat(member.get("/api/v1/uploads/" + upload).json().path("parts").size())
                .isZero();
    }

    @Test
    void zip_tar_and_tar_gz_are_unpacked_into_the_parts_that_their_folders_name() {
        byte[] zip = Archives.zip(out -> {
            Archives.add(out, "train/0/a.txt", "zip");
            Archives.add(out, "hidden/0/b.txt", "hidden");
            Archives.add(out, "__MACOSX/train/._a.txt", "junk");
            Archives.add(out, "train/.DS_Store", "junk");
        });
        JsonNode unpacked =
                Datasets.putArchive(member, upload, "", zip).expect(200).json();
        assertThat(unpacked.path("files").asInt()).isEqualTo(2);
        assertThat(unpacked.path("skipped").asInt()).isEqualTo(2);
        byte[] tar = Archives.tar(out -> Archives.add(out, "./train/긴 이름/" + "이".repeat(60) + ".txt", "tar"));
        Datasets.putArchive(member, upload, "", tar).expect(200);
        byte[] tarGz = Archives.gzip(Archives.tar(out -> Archives.add(out, "c.txt", "tar.gz")));
        Datasets.putArchive(member, upload, "?part=stream", tarGz).expect(200);
        Datasets.commit(member, upload, null).expect(201);
        assertThat(Datasets.content(member, dataset, 1, "train", "0/a.txt").body())
                .isEqualTo("zip");
        assertThat(Datasets.content(member, dataset, 1, "train", "긴 이름/" + "이".repeat(60) + ".txt")
                        .body())
                .isEqualTo("tar");
        assertThat(Datasets.content(member, dataset, 1, "stream", "c.txt").body())
                .isEqualTo("tar.gz");
    }

    @Test
    void the_handwritten_digits_come_in_as_one_archive() throws Exception {
        byte[] digits = Files.readAllBytes(Path.of("../demo/digits/digits.zip"));
        assertThat(Datasets.putArchive(member, upload, "", digits)
                        .expect(200)
                        .json()
                        .path("files")
                        .asInt())
                .isEqualTo(1797);
        JsonNode parts =
                Datasets.commit(member, upload, null).expect(201).json().path("parts");
        assertThat(parts.toString()).contains("\"name\":\"train\",\"files\":300");
        JsonNode preview = member.get(Datasets.path(dataset, 1) + "/preview?part=train&limit=200")
                .expect(200)
                .json();
        assertThat(preview.path("images").size()).isEqualTo(200);
        member.get(preview.path("images").get(7).path("thumbnail").asString()).expect(200);
    }

    @Test
    void korean_names_that_windows_wrote_are_read() {
        byte[] zip =
                Archives.zip(Charset.forName("x-windows-949"), out -> Archives.add(out, "train/고양이 사진.txt", "meow"));
        Datasets.putArchive(member, upload, "", zip).expect(200);
        Datasets.commit(member, upload, null).expect(201);
        assertThat(Datasets.content(member, dataset, 1, "train", "고양이 사진.txt").body())
                .isEqualTo("meow");
    }

    @Test
    void an_archive_with_anything_but_plain_files_inside_is_refused_whole() {
        Map<String, byte[]> bad = Map.of(
                "folders",
                Archives.zip(out -> Archives.add(out, "train/../../etc/cron.d/x", "x")),
                "must be relative",
                Archives.zip(out -> Archives.add(out, "/train/x", "x")),
                "is a link",
                Archives.zip(out ->
                        Archives.add(out, "train/link", "/etc/passwd".getBytes(StandardCharsets.UTF_8), 0120777)),
                "special file",
                Archives.tar(out -> Archives.addLink(out, "train/device", TarConstants.LF_CHR, "")),
                "link or",
                Archives.tar(out -> Archives.addLink(out, "train/link", TarConstants.LF_SYMLINK, "/etc/passwd")),
                "a link or",
                Archives.tar(out -> Archives.addLink(out, "train/hard", TarConstants.LF_LINK, "train/x")),
                "same path",
                Archives.tar(out -> {
                    Archives.add(out, "train/a", "1");
                    Archives.add(out, "./train/a", "2");
                }),
                "in no part's folder",
                Archives.zip(out -> Archives.add(out, "a.txt", "x")),
                "no zip, tar or tar.gz",
                "nothing of the kind".getBytes(StandardCharsets.UTF_8),
                "cut off",
                cut(Archives.zip(out -> Archives.add(out, "train/a", "x".repeat(1000)))));
        bad.forEach((message, archive) -> {
            Api.Answer answer = Datasets.putArchive(member, upload, "", archive).expect(400);
            assertThat(answer.detail()).contains(message);
        });
        assertThat(member.get("/api/v1/uploads/" + upload).json().path("parts").size())
                .isZero();
    }

    @Test
    void bombs_are_refused_before_they_swell() throws Exception {
        byte[] zeros = new byte[32 << 20];
        byte[] zip = Archives.zip(out -> Archives.add(out, "train/zeros", zeros, 0));
        assertThat(Datasets.putArchive(member, upload, "", zip).expect(413).detail())
                .contains("zip bombs");
        byte[] tarGz = Archives.gzip(Archives.tar(out -> Archives.add(out, "train/zeros", "\0".repeat(32 << 20))));
        Datasets.putArchive(member, upload, "", tarGz).expect(413);
        assertThat(unfinishedObjects()).isZero();
        try (Stream<Path> archives = Files.list(folder.root().resolve("archives"))) {
            assertThat(archives).isEmpty();
        }
    }

    @Test
    void many_parts_may_be_sent_but_only_to_an_own_open_upload() {
        Api.Caller other = api.member(api.newProject(), "MEMBER");
        Datasets.putArchive(other, upload, "", Archives.zip(out -> Archives.add(out, "train/a", "x")))
                .expect(404);
        Datasets.commit(other, upload, null).expect(404);
        other.delete("/api/v1/uploads/" + upload).expect(404);
        for (String part : List.of("train", "stream", "hidden", "extra-1")) {
            Datasets.put(member, upload, part, "a", part.getBytes(StandardCharsets.UTF_8))
                    .expect(200);
        }
        assertThat(Datasets.commit(member, upload, null)
                        .expect(201)
                        .json()
                        .path("parts")
                        .size())
                .isEqualTo(4);
    }

    private static byte[] cut(byte[] archive) {
        return java.util.Arrays.copyOf(archive, archive.length - 40);
    }

    private long unfinishedObjects() {
        try (Stream<Path> files = Files.list(folder.root().resolve("objects/incoming"))) {
            return files.count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited too long").isBefore(deadline);
            Thread.sleep(20);
        }
    }
}
