package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dure.agent.cgroup.Sweep;
import org.dure.base.agent.AttemptState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets as a program finds them, and where else they may be found.
class SecretFilesTest {

    private static final String VALUE = "hf_0123456789abcdef";

    @TempDir
    Path folder;

    private Stage stage;
    private Path files;

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder.resolve("stage"));
        stage.secrets = Map.of("HF_TOKEN", VALUE, "key.pem", "-----BEGIN-----\nabcdefgh\n-----END-----\n");
        files = Path.of("/dev/shm/dure-secrets-" + stage.attempt);
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void they_are_files_that_the_program_alone_reads_and_nobody_writes() throws Exception {
        stage.shell("""
                ls -l /run/secrets | tail -n +2 | cut -c1-10; wc -c < /run/secrets/HF_TOKEN
                [ "$(cat /run/secrets/HF_TOKEN)" = hf_01234"56789abcdef" ] && echo "it is the value"
                for path in /run/secrets/HF_TOKEN /run/secrets/new; do
                    if echo x 2>/dev/null > "$path"; then echo "WRITES $path"; fi
                done
                ls -A /dev/shm | sed 's/^/NEIGHBOURS /'
                if chmod 600 /run/secrets/HF_TOKEN 2>/dev/null; then echo CHANGES; fi
                if rm -f /run/secrets/HF_TOKEN 2>/dev/null; then echo REMOVES; fi
                value="$(cat /run/secrets/HF_TOKEN)"
                if env | grep -q "$value"; then echo INHERITS; fi
                if tr '\\0' ' ' < /proc/1/cmdline | grep -q "$value"; then echo SHOWS; fi
                """).end();

        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("-r--------\n-r--------\n19\nit is the value")
                .doesNotContain("WRITES", "CHANGES", "REMOVES", "INHERITS", "SHOWS", "NEIGHBOURS");
        assertThat(files).doesNotExist();
    }

    @Test
    void what_is_printed_by_mistake_is_black_in_the_log_and_nothing_of_it_is_kept() throws Exception {
        stage.shell("""
                cat /run/secrets/HF_TOKEN /run/secrets/key.pem; echo; printf hf_0123; sleep 0.5; echo 456789abcdef end
                echo "ValueError: bad token $(cat /run/secrets/HF_TOKEN)"; exit 1
                """).end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.server.log())
                .contains("******\n***\n***\n", "*** end", "ValueError: bad token ***")
                .doesNotContain(VALUE, "abcdefgh");
        assertThat(stage.server.states.toString()).contains("bad token ***").doesNotContain(VALUE);
        assertThat(filesWith(VALUE)).isEmpty();
    }

    @Test
    void a_killed_agent_leaves_them_in_memory_until_the_sweep() throws Exception {
        stage.shell("echo started; sleep 60");
        stage.await("the start", () -> stage.server.log().contains("started"));
        assertThat(files).isDirectory();
        assertThat(filesWith(VALUE)).isEmpty();
        stage.agent.destroyForcibly().waitFor();

        assertThat(Sweep.sweep(stage.attempt)).isTrue();
        assertThat(files).doesNotExist();
        assertThat(Sweep.sweep(stage.attempt)).isFalse();
    }

    @Test
    void a_name_that_leads_elsewhere_is_none() throws Exception {
        stage.secrets = Map.of("../other", VALUE);
        stage.shell("true").end();

        assertThat(stage.cause()).startsWith("a secret's name is the name of a file");
        assertThat(files).doesNotExist();
    }

    /// All files of the attempt on disk that hold the text.
    private List<Path> filesWith(String text) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(stage.folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
