package org.dure.server.data.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.dure.base.Sha256;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.ObjectStore;
import org.dure.server.data.Datasets;
import org.dure.server.people.token.TokenService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class VersionTest {

    @Autowired
    Api api;

    @Autowired
    ObjectStore objects;

    @Autowired
    TokenService tokens;

    private String project;
    private Api.Caller member;
    private String dataset;

    @BeforeEach
    void aProjectWithADataset() {
        project = api.newProject();
        member = api.member(project, "MEMBER");
        dataset = Datasets.make(member, project);
    }

    @Test
    void a_version_never_changes_and_any_old_one_can_be_downloaded() {
        Datasets.version(member, dataset, null, Map.of("train/a.txt", "old", "train/b.txt", "same"));
        JsonNode second = Datasets.version(member, dataset, 1, Map.of("train/a.txt", "new", "stream/c.txt", "more"));
        assertThat(second.path("number").asInt()).isEqualTo(2);
        assertThat(second.path("base_version").asInt()).isEqualTo(1);
        assertThat(second.path("parts").toString())
                .isEqualTo("[{\"name\":\"stream\",\"files\":1,\"bytes\":4,\"hidden\":false},"
                        + "{\"name\":\"train\",\"files\":2,\"bytes\":7,\"hidden\":false}]");
        assertThat(Datasets.content(member, dataset, 1, "train", "a.txt")
                        .expect(200)
                        .body())
                .isEqualTo("old");
        assertThat(Datasets.content(member, dataset, 2, "train", "a.txt")
                        .expect(200)
                        .body())
                .isEqualTo("new");
        assertThat(Datasets.content(member, dataset, 2, "train", "b.txt")
                        .expect(200)
                        .body())
                .isEqualTo("same");
        Datasets.content(member, dataset, 1, "stream", "c.txt").expect(404);
        assertThat(member.get("/api/v1/datasets/" + dataset)
                        .expect(200)
                        .json()
                        .path("latest_version")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void a_manifest_tells_hash_size_and_the_version_that_brought_each_file_page_by_page() {
        Datasets.version(member, dataset, null, Map.of("train/a.txt", "a", "train/b.txt", "bb"));
        Datasets.version(member, dataset, 1, Map.of("train/c.txt", "ccc"));
        JsonNode first = member.get(Datasets.path(dataset, 2) + "/files?limit=2")
                .expect(200)
                .json();
        assertThat(first.path("items").get(0).path("sha256").asString())
                .isEqualTo(Sha256.of("a").hex());
        assertThat(first.path("items").get(0).path("added_in").asInt()).isEqualTo(1);
        assertThat(first.path("next").asString()).isEqualTo("train/b.txt");
        JsonNode rest = member.get(Datasets.path(dataset, 2) + "/files?limit=2&after=train/b.txt")
                .expect(200)
                .json();
        assertThat(rest.path("items").get(0).path("added_in").asInt()).isEqualTo(2);
        assertThat(rest.path("next").isNull()).isTrue();
    }

    @Test
    void a_difference_names_what_was_added_removed_and_changed() {
        Datasets.version(member, dataset, null, Map.of("train/a", "1", "train/b", "2", "train/c", "3"));
        Datasets.version(member, dataset, null, Map.of("train/a", "1", "train/b", "changed", "train/d", "4"));
        List<String> changes = new ArrayList<>();
        member.get(Datasets.path(dataset, 2) + "/diff?from=1")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> changes.add(
                        item.path("path").asString() + " " + item.path("change").asString()));
        assertThat(changes).containsExactly("b CHANGED", "c REMOVED", "d ADDED");
    }

    @Test
    void a_version_is_downloaded_as_a_zip_of_its_parts() throws Exception {
        Datasets.version(member, dataset, null, Map.of("train/고양이/1.txt", "meow", "stream/2.txt", "woof"));
        Api.Answer answer = member.get(Datasets.path(dataset, 1) + "/archive").expect(200);
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(answer.response().body()), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName() + "=" + new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(names).containsExactly("stream/2.txt=woof", "train/고양이/1.txt=meow");
        assertThat(answer.response().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        member.get(Datasets.path(dataset, 1) + "/archive?part=nothing").expect(404);
    }

    @Test
    void what_people_upload_is_never_shown_as_a_page_of_ours_and_reads_are_audited() {
        Datasets.version(member, dataset, null, Map.of("train/page.html", "<script>alert(1)</script>"));
        var headers = Datasets.content(member, dataset, 1, "train", "page.html")
                .expect(200)
                .response()
                .headers();
        assertThat(headers.firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(headers.firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("Content-Security-Policy")).containsExactly("sandbox; default-src 'none'");
        JsonNode last = api.admin()
                .get("/api/v1/projects/" + project + "/audit")
                .expect(200)
                .json()
                .path("items")
                .get(0);
        assertThat(last.path("action").asString()).isEqualTo("data.downloaded");
        assertThat(last.path("detail").asString()).contains("train/page.html");
    }

    @Test
    void parts_share_no_content_and_the_error_names_both_paths() {
        Api.Answer answer = Datasets.tryVersion(
                        member, dataset, null, Map.of("train/a.txt", "equal", "stream/b.txt", "equal"))
                .expect(409);
        assertThat(answer.detail()).contains("train/a.txt").contains("stream/b.txt");
        member.get("/api/v1/datasets/" + dataset + "/versions").expect(200);
        Datasets.version(member, dataset, null, Map.of("train/a.txt", "equal", "train/copy.txt", "equal"));
    }

    @Test
    void a_path_is_not_both_a_file_and_a_folder() {
        assertThat(Datasets.tryVersion(member, dataset, null, Map.of("train/a", "1", "train/a/b", "2"))
                        .expect(409)
                        .detail())
                .contains("train/a")
                .contains("train/a/b");
    }

    @Test
    void climbing_and_unusable_paths_are_refused() {
        String upload = Datasets.begin(member, dataset);
        for (String path : List.of(
                "../etc/passwd",
                "/etc/passwd",
                "a/../../b",
                "a//b",
                "a\\b",
                "C:/b",
                "a\u0000b",
                "./a",
                "n".repeat(256))) {
            Api.Answer answer =
                    Datasets.put(member, upload, "train", path, new byte[1]).expect(400);
            assertThat(answer.json().path("errors").get(0).path("field").asString())
                    .isEqualTo("path");
        }
        for (String part : List.of("Train", "../x", "", "훈련")) {
            assertThat(Datasets.put(member, upload, part, "a", new byte[1])
                            .expect(400)
                            .json()
                            .path("errors")
                            .get(0)
                            .path("field")
                            .asString())
                    .isEqualTo("part");
        }
    }

    @Test
    void korean_names_are_kept_in_one_form() {
        String name = "한글 파일.txt";
        String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
        assertThat(decomposed).isNotEqualTo(name);
        Datasets.version(member, dataset, null, Map.of("train/" + decomposed, "text"));
        assertThat(Datasets.content(member, dataset, 1, "train", name)
                        .expect(200)
                        .body())
                .isEqualTo("text");
    }

    @Test
    void another_projects_datasets_and_uploads_do_not_exist() {
        Datasets.version(member, dataset, null, Map.of("train/a.txt", "mine"));
        String upload = Datasets.begin(member, dataset);
        Api.Caller other = api.member(api.newProject(), "MANAGER");
        other.get("/api/v1/datasets/" + dataset).expect(404);
        other.get(Datasets.path(dataset, 1) + "/files").expect(404);
        Datasets.content(other, dataset, 1, "train", "a.txt").expect(404);
        other.post("/api/v1/datasets/" + dataset + "/uploads", "{}").expect(404);
        other.get("/api/v1/uploads/" + upload).expect(404);
        Datasets.put(other, upload, "train", "b.txt", new byte[1]).expect(404);
        Api.Caller colleague = api.member(project, "MEMBER");
        colleague.get("/api/v1/uploads/" + upload).expect(404);
        Api.Caller viewer = api.member(project, "VIEWER");
        Datasets.content(viewer, dataset, 1, "train", "a.txt").expect(200);
        viewer.post("/api/v1/datasets/" + dataset + "/uploads", "{}").expect(403);
    }

    @Test
    void a_program_reads_only_what_is_mounted_for_it() {
        Datasets.version(member, dataset, null, Map.of("train/a.txt", "text"));
        Api.Caller program =
                api.as(tokens.issueForSession(UUID.fromString(project), UUID.randomUUID(), UUID.randomUUID()));
        Datasets.content(program, dataset, 1, "train", "a.txt").expect(403);
        program.get("/api/v1/projects/" + project + "/datasets").expect(403);
    }

    @Test
    void a_damaged_object_is_not_handed_out() throws Exception {
        String small = "small and damaged " + UUID.randomUUID();
        String large = ("large and damaged " + UUID.randomUUID() + "\n").repeat(20_000);
        Datasets.version(member, dataset, null, Map.of("train/small", small, "train/large", large));
        damage(objects.file(Sha256.of(small)));
        damage(objects.file(Sha256.of(large)));
        Datasets.content(member, dataset, 1, "train", "small").expect(500);
        assertThatThrownBy(() -> Datasets.content(member, dataset, 1, "train", "large"))
                .hasRootCauseInstanceOf(java.io.IOException.class);
        assertThatThrownBy(() -> objects.open(Sha256.of(large)).readAllBytes()).hasMessageContaining("is damaged");
    }

    private static void damage(Path object) throws Exception {
        byte[] bytes = Files.readAllBytes(object);
        bytes[bytes.length - 1] ^= 1;
        Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
        Files.write(object, bytes);
    }
}
