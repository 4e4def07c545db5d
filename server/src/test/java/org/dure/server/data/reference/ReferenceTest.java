package org.dure.server.data.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.dure.base.Ids;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.Settings;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.compute.session.Mounts;
import org.dure.server.data.Datasets;
import org.dure.server.people.Caller;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class ReferenceTest {

    @Autowired
    Api api;

    @Autowired
    Settings settings;

    @Autowired
    Mounts mounts;

    @Autowired
    ReferenceRepository scans;

    @Autowired
    TransactionTemplate transaction;

    private String project;
    private String dataset;
    private Path folder;

    @BeforeEach
    void aFolderBelowAnAllowedOne() throws IOException {
        project = api.newProject();
        dataset = Datasets.make(api.admin(), project);
        folder = Files.createTempDirectory(settings.referenceRoots().getFirst(), "folder-");
        write("train/cat/1.txt", "meow");
        write("train/dog/2.txt", "woof");
        write("hidden/cat/3.txt", "purr");
    }

    @Test
    void a_folder_becomes_a_version_and_its_files_stay_where_they_are() throws Exception {
        JsonNode done = refer(folder, null);
        assertThat(done.path("state").asString()).as(done.toString()).isEqualTo("DONE");
        JsonNode version =
                api.admin().get(Datasets.path(dataset, 1)).expect(200).json();
        assertThat(version.path("parts").size()).isEqualTo(2);
        assertThat(version.path("reference").path("folder").asString()).isEqualTo(folder.toString());
        Api.Caller member = api.member(project, "MEMBER");
        assertThat(Datasets.content(member, dataset, 1, "train", "cat/1.txt")
                        .expect(200)
                        .body())
                .isEqualTo("meow");
        Datasets.content(member, dataset, 1, "hidden", "cat/3.txt").expect(403);
        Path mounted = mounts.resolve("mount", Caller.platform(), UUID.fromString(project), mount())
                .hostFolder();
        assertThat(Files.readString(mounted.resolve("train/dog/2.txt"))).isEqualTo("woof");
        assertThat(mounted.resolve("hidden")).doesNotExist();
        Path hidden = mounts.resolve(
                        "mount",
                        Caller.platform(),
                        UUID.fromString(project),
                        new MountRequest(
                                "hidden",
                                "x",
                                Map.of("version_id", version.path("id").asString())))
                .hostFolder();
        assertThat(Files.readString(hidden.resolve("0.txt"))).isEqualTo("purr");
    }

    @Test
    void a_file_that_changed_since_is_noticed_when_it_is_used() throws Exception {
        refer(folder, null);
        FileTime before = Files.getLastModifiedTime(folder.resolve("train/dog/2.txt"));
        write("train/cat/1.txt", "changed");
        write("train/dog/2.txt", "WOOF");
        Files.setLastModifiedTime(folder.resolve("train/dog/2.txt"), before);
        assertThat(Datasets.content(api.admin(), dataset, 1, "train", "cat/1.txt")
                        .expect(409)
                        .detail())
                .contains("train/cat/1.txt")
                .contains("has changed");
        Datasets.content(api.admin(), dataset, 1, "train", "dog/2.txt").expect(500);
        assertThatThrownBy(() -> mounts.resolve("mount", Caller.platform(), UUID.fromString(project), mount()))
                .isInstanceOf(UserError.Conflict.class);
    }

    @Test
    void only_administrators_refer_and_only_to_what_the_settings_allow() throws Exception {
        String path = "/api/v1/datasets/" + dataset + "/references";
        String body = "{\"folder\":\"" + folder + "\"}";
        api.member(project, "MANAGER").post(path, body).expect(403);
        for (String bad : new String[] {"/etc", folder + "/../../..", folder + "/nothing", "relative"}) {
            assertThat(api.admin()
                            .post(path, "{\"folder\":\"" + bad + "\"}")
                            .expect(400)
                            .detail())
                    .contains("must be an existing folder below");
        }
        Path link = Files.createSymbolicLink(folder.resolveSibling("link-" + UUID.randomUUID()), Path.of("/etc"));
        api.admin().post(path, "{\"folder\":\"" + link + "\"}").expect(400);
    }

    @Test
    void a_folder_with_links_or_files_outside_of_parts_is_refused_with_the_reason() throws Exception {
        Files.createSymbolicLink(folder.resolve("train/link"), Path.of("/etc/passwd"));
        JsonNode failed = refer(folder, null);
        assertThat(failed.path("state").asString()).isEqualTo("FAILED");
        assertThat(failed.path("reason").asString()).contains("train/link").contains("is a link");
        Files.delete(folder.resolve("train/link"));
        write("stray.txt", "x");
        assertThat(refer(folder, null).path("reason").asString()).contains("stray.txt");
        write("train/copy.txt", "purr");
        Files.delete(folder.resolve("stray.txt"));
        assertThat(refer(folder, null).path("reason").asString()).contains("train/copy.txt");
        assertThat(refer(folder.resolve("train"), "train").path("state").asString())
                .isEqualTo("DONE");
    }

    @Test
    void a_scan_whose_worker_died_is_taken_over() throws Exception {
        UUID id = Ids.next();
        Instant now = Instant.now();
        transaction.executeWithoutResult(status -> {
            scans.insert(
                    id, UUID.fromString(dataset), folder.toString(), null, "", "admin", now.plus(Duration.ofHours(1)));
            scans.claim(UUID.randomUUID(), now, now.minusSeconds(1));
        });
        assertThat(await(id.toString()).path("state").asString()).isEqualTo("DONE");
    }

    private JsonNode refer(Path folder, String part) throws Exception {
        String body = part == null
                ? "{\"folder\":\"" + folder + "\"}"
                : "{\"folder\":\"" + folder + "\",\"part\":\"" + part + "\"}";
        return await(api.admin()
                .post("/api/v1/datasets/" + dataset + "/references", body)
                .expect(202)
                .json()
                .path("id")
                .asString());
    }

    private JsonNode await(String id) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            JsonNode scan =
                    api.admin().get("/api/v1/references/" + id).expect(200).json();
            if (scan.path("state").asString().matches("DONE|FAILED")) {
                return scan;
            }
            assertThat(Instant.now()).as(scan.toString()).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private MountRequest mount() {
        return new MountRequest("dataset", "x", Map.of("dataset", dataset, "version", "1"));
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }
}
