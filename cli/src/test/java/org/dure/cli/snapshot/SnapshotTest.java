package org.dure.cli.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dure.base.Json;
import org.dure.cli.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What of a folder is sent, with a real git.
class SnapshotTest {

    @TempDir
    Path folder;

    @Test
    void a_plain_folder_is_sent_without_what_is_ignored_what_tools_leave_and_links() throws Exception {
        write("train.py", "print(1)");
        write("data/big.bin", "x");
        write("notes.txt", "x");
        write("__pycache__/train.pyc", "x");
        write(".dureignore", "data/\n*.txt\n!kept.txt\n");
        write("kept.txt", "x");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));

        assertThat(Snapshot.of(folder).paths()).containsExactly(".dureignore", "kept.txt", "train.py");
        assertThat(Snapshot.of(folder).git()).isNull();
    }

    @Test
    void a_repository_is_sent_as_git_sees_it_with_its_commit_and_the_changes_since() throws Exception {
        git("init", "-q", "-b", "main");
        git("remote", "add", "origin", "https://kim:secret@example.org/digits.git");
        write(".gitignore", "*.bin\n");
        write("train.py", "print(1)\n");
        write("weights.bin", "x");
        write("gone.py", "x");
        git("add", ".");
        git("commit", "-q", "-m", "first");
        write("train.py", "print(2)\n");
        write("new.py", "x");
        Files.delete(folder.resolve("gone.py"));
        assertThat(folder.resolve("train.py").toFile().setExecutable(true)).isTrue();

        Snapshot snapshot = Snapshot.of(folder);
        assertThat(snapshot.words()).contains("3 files", "(main, with changes)");
        Map<String, String> files = packed(snapshot);
        assertThat(files)
                .containsOnlyKeys(".gitignore", "train.py", "new.py", ".dure/git.json", ".dure/uncommitted.diff");
        JsonNode git = Json.MAPPER.readTree(files.get(".dure/git.json"));
        assertThat(git.path("commit").asString()).hasSize(40);
        assertThat(git.path("branch").asString()).isEqualTo("main");
        assertThat(git.path("remote").asString()).isEqualTo("https://example.org/digits.git");
        assertThat(git.path("dirty").asBoolean()).isTrue();
        assertThat(files.get(".dure/uncommitted.diff")).contains("+print(2)", "deleted file");
    }

    @Test
    void a_part_of_a_repository_tells_of_that_part_alone() throws Exception {
        git("init", "-q");
        write("one/main.py", "x");
        write("other/main.py", "x");
        git("add", ".");
        git("commit", "-q", "-m", "first");
        write("other/main.py", "changed");

        Snapshot one = Snapshot.of(folder.resolve("one"));
        assertThat(one.paths()).containsExactly("main.py");
        assertThat(one.git()).isNotNull();
        assertThat(one.git().dirty()).isFalse();
    }

    @Test
    void what_is_more_than_a_program_may_be_is_refused_with_the_largest_files() throws Exception {
        write("train.py", "x");
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("large.npz").toFile(), "rw")) {
            sparse.setLength(600L << 20);
        }
        assertThatThrownBy(() -> Snapshot.of(folder))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("2 files of 600.0 MiB")
                .hasMessageContaining("The largest: large.npz (600.0 MiB)")
                .hasMessageContaining(".dureignore");
    }

    @Test
    void patterns_mean_what_they_mean_to_git() {
        assertThat(leftOut("*.bin", "a/b.bin")).isTrue();
        assertThat(leftOut("/build", "build/x")).isTrue();
        assertThat(leftOut("/build", "a/build/x")).isFalse();
        assertThat(leftOut("docs/*.md", "docs/a.md")).isTrue();
        assertThat(leftOut("docs/*.md", "docs/a/b.md")).isFalse();
        assertThat(leftOut("**/logs", "a/b/logs/x")).isTrue();
        assertThat(leftOut("logs/**", "logs/a/b")).isTrue();
        assertThat(leftOut("logs/", "logs")).isFalse();
        assertThat(leftOut("file[0-9].txt", "file7.txt")).isTrue();
        assertThat(leftOut("file[!0-9].txt", "file7.txt")).isFalse();
        assertThat(leftOut("a?c", "abc")).isTrue();
        assertThat(leftOut("# a comment", "# a comment")).isFalse();
    }

    private static boolean leftOut(String pattern, String path) {
        IgnoreRules rules = new IgnoreRules();
        rules.add(pattern);
        return rules.leavesOut(path);
    }

    private static Map<String, String> packed(Snapshot snapshot) throws IOException {
        Path archive = ProgramArchive.pack(snapshot);
        Map<String, String> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(each -> !each.isDirectory()).toList()) {
                files.put(entry.getName(), new String(zip.getInputStream(entry).readAllBytes()));
            }
        }
        ProgramArchive.remove(archive);
        assertThat(archive).doesNotExist();
        return files;
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of("-c", "user.name=kim", "-c", "user.email=kim@example.org"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
