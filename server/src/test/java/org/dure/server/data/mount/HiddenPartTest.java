package org.dure.server.data.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.dure.server.Api;
import org.dure.server.ServerTest;
import org.dure.server.base.UserError;
import org.dure.server.compute.MountRequest;
import org.dure.server.data.Datasets;
import org.dure.server.data.FileEntry;
import org.dure.server.data.Version;
import org.dure.server.data.version.VersionService;
import org.dure.server.people.Caller;
import org.dure.server.people.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ServerTest
@Import(Api.class)
class HiddenPartTest {

    private static final Map<String, String> FILES = Map.of(
            "train/cat/1.txt",
            "train cat",
            "train/dog/2.txt",
            "train dog",
            "hidden/cat/3.txt",
            "hidden cat",
            "hidden/dog/4.txt",
            "hidden dog");

    @Autowired
    Api api;

    @Autowired
    DatasetMounts mounts;

    @Autowired
    HiddenMounts hiddenMounts;

    @Autowired
    VersionService versions;

    private String project;
    private Api.Caller member;
    private String dataset;
    private JsonNode version;

    @BeforeEach
    void aVersionWithAHiddenPart() {
        project = api.newProject();
        member = api.member(project, "MANAGER");
        dataset = Datasets.make(member, project);
        version = Datasets.version(member, dataset, null, FILES);
    }

    @Test
    void nobody_sees_more_of_it_than_its_counts() {
        assertThat(version.path("parts").get(0).toString())
                .isEqualTo("{\"name\":\"hidden\",\"files\":2,\"bytes\":20,\"hidden\":true}");
        String path = Datasets.path(dataset, 1);
        for (Api.Caller caller : List.of(member, api.admin())) {
            Datasets.content(caller, dataset, 1, "hidden", "cat/3.txt").expect(403);
            Datasets.content(caller, dataset, 1, "hidden", "is/not/there").expect(403);
            caller.get(path + "/files?part=hidden").expect(403);
            caller.get(path + "/preview?part=hidden").expect(403);
            caller.get(path + "/preview?part=hidden&path=cat/3.txt").expect(403);
            caller.get(path + "/thumbnail?part=hidden&path=cat/3.txt").expect(403);
            caller.get(path + "/archive?part=hidden").expect(403);
            assertThat(caller.get(path + "/files").expect(200).body()).doesNotContain("hidden");
            assertThat(caller.get(path + "/preview").expect(200).body()).doesNotContain("hidden");
            assertThat(caller.get(path + "/archive").expect(200).body()).doesNotContain("hidden");
            assertThat(caller.get(path + "/files?prefix=cat").expect(200).body())
                    .doesNotContain("3.txt");
        }
    }

    @Test
    void no_difference_tells_of_it() {
        Datasets.version(member, dataset, 1, Map.of("hidden/cat/3.txt", "other", "train/new.txt", "new"));
        String body = member.get(Datasets.path(dataset, 2) + "/diff?from=1")
                .expect(200)
                .body();
        assertThat(body).contains("new.txt").doesNotContain("3.txt");
    }

    @Test
    void what_was_hidden_once_never_comes_into_another_part() {
        Api.Answer direct = Datasets.tryVersion(member, dataset, 1, Map.of("train/mine.txt", "hidden cat"))
                .expect(409);
        assertThat(direct.detail()).contains("train/mine.txt").doesNotContain("cat/3");
        Datasets.version(member, dataset, null, Map.of("train/only.txt", "a version without a hidden part"));
        assertThat(Datasets.tryVersion(member, dataset, 2, Map.of("stream/mine.txt", "hidden dog"))
                        .expect(409)
                        .detail())
                .contains("stream/mine.txt");
    }

    @Test
    void what_was_to_be_seen_is_not_hidden_later() {
        assertThat(Datasets.tryVersion(member, dataset, null, Map.of("hidden/x.txt", "train cat", "train/y.txt", "y"))
                        .expect(409)
                        .detail())
                .contains("hidden/x.txt")
                .contains("train/cat/1.txt")
                .contains("version 1");
    }

    @Test
    void another_dataset_knows_nothing_of_it() {
        String second = Datasets.make(member, project);
        Datasets.version(member, second, null, Map.of("train/mine.txt", "hidden cat"));
        assertThat(Datasets.content(member, second, 1, "train", "mine.txt")
                        .expect(200)
                        .body())
                .isEqualTo("hidden cat");
    }

    @Test
    void a_session_mounts_the_visible_parts_as_a_read_only_folder() throws IOException {
        Path all = mounts.resolve(person(), UUID.fromString(project), dataset(Map.of("version", "1")))
                .hostFolder();
        assertThat(paths(all)).containsExactly("train/cat/1.txt", "train/dog/2.txt");
        Path train = mounts.resolve(
                        person(), UUID.fromString(project), dataset(Map.of("version", "1", "part", "train")))
                .hostFolder();
        assertThat(train).isEqualTo(all.resolve("train"));
        assertThat(Files.readString(train.resolve("cat/1.txt"))).isEqualTo("train cat");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(train.resolve("cat"))))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(train.resolve("cat/1.txt"))))
                .isEqualTo("r--r--r--");
    }

    @Test
    void no_session_mounts_the_hidden_part_or_another_projects_data() {
        UUID own = UUID.fromString(project);
        assertThatThrownBy(() -> mounts.resolve(person(), own, dataset(Map.of("version", "1", "part", "hidden"))))
                .isInstanceOf(UserError.Denied.class);
        assertThatThrownBy(() -> hiddenMounts.resolve(person(), own, hidden())).isInstanceOf(UserError.Denied.class);
        UUID other = UUID.fromString(api.newProject());
        assertThatThrownBy(() -> mounts.resolve(Caller.platform(), other, dataset(Map.of("version", "1"))))
                .isInstanceOf(UserError.NotFound.class);
        assertThatThrownBy(() -> hiddenMounts.resolve(Caller.platform(), other, hidden()))
                .isInstanceOf(UserError.NotFound.class);
        assertThatThrownBy(() -> mounts.resolve(person(), own, dataset(Map.of("version", "latest"))))
                .isInstanceOf(UserError.Invalid.class)
                .hasMessageContaining("mounts.digits.parameters.version");
        assertThatThrownBy(() -> mounts.resolve(person(), own, dataset(Map.of("version", "1", "part", "nope"))))
                .hasMessageContaining("has no part nope");
    }

    @Test
    void the_platform_mounts_the_hidden_part_under_numbers_and_joins_them_with_the_true_paths() throws IOException {
        Path folder = hiddenMounts
                .resolve(Caller.platform(), UUID.fromString(project), hidden())
                .hostFolder();
        assertThat(paths(folder)).containsExactly("0.txt", "1.txt");
        List<FileEntry> files =
                versions.files(UUID.fromString(version.path("id").asString()), "hidden");
        for (int number = 0; number < 2; number++) {
            Path file = folder.resolve(number + ".txt");
            assertThat(Files.readString(file))
                    .isEqualTo(FILES.get("hidden/" + files.get(number).path()));
            assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();
        }
    }

    @Test
    void accepted_corrections_become_a_new_version_with_provenance() {
        String upload = Datasets.begin(member, dataset);
        JsonNode stored = Datasets.put(member, upload, "train", "x", "a correction".getBytes(StandardCharsets.UTF_8))
                .expect(200)
                .json();
        FileEntry added =
                new FileEntry("train", "cat/5.txt", 12, stored.path("sha256").asString());
        Version made = versions.addToPart(
                person(),
                UUID.fromString(dataset),
                1,
                "train",
                List.of(added),
                "corrections",
                Map.of("source", "corrections", "endpoint", "digits"));
        JsonNode shown =
                member.get(Datasets.path(dataset, made.number())).expect(200).json();
        assertThat(shown.path("provenance").path("endpoint").asString()).isEqualTo("digits");
        assertThat(versions.files(made.id(), "train")).hasSize(3);
        assertThat(versions.files(made.id(), "hidden")).hasSize(2);
        FileEntry stolen = versions.files(made.id(), "hidden").getFirst();
        assertThatThrownBy(() -> versions.addToPart(
                        person(), UUID.fromString(dataset), 1, "train", List.of(stolen), "", Map.of()))
                .isInstanceOf(UserError.Conflict.class);
    }

    private Caller person() {
        return new Caller(
                Caller.Kind.ACCOUNT,
                UUID.randomUUID(),
                "person",
                false,
                Map.of(UUID.fromString(project), Role.MEMBER),
                null,
                null,
                null);
    }

    private MountRequest dataset(Map<String, String> parameters) {
        Map<String, String> all = new java.util.HashMap<>(parameters);
        all.put("dataset", dataset);
        return new MountRequest("dataset", "digits", all);
    }

    private MountRequest hidden() {
        return new MountRequest(
                "hidden", "items", Map.of("version_id", version.path("id").asString(), "part", "hidden"));
    }

    private static List<String> paths(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
