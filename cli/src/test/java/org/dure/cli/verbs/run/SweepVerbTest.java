package org.dure.cli.verbs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dure.cli.ExitCode;
import org.dure.cli.TestConsole;
import org.dure.cli.api.SweepFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `dure sweep` refuses before anything is sent.
class SweepVerbTest {

    @TempDir
    Path folder;

    private TestConsole console;

    @BeforeEach
    void console() throws IOException {
        console = new TestConsole(
                folder, Map.of("DURE_URL", "http://127.0.0.1:1", "DURE_TOKEN", "t", "HOME", folder.toString()));
        Files.writeString(folder.resolve("train.py"), "print(1)");
    }

    @Test
    void an_option_that_would_change_nothing_is_named() {
        assertThat(sweep("--problem", "digits", "--direction", "maximize")).startsWith("dure: --direction says");
        assertThat(sweep("--problem", "digits", "--take", "best")).startsWith("dure: --take says");
        assertThat(sweep("--metric", "loss", "--watch", "loss:minimize")).startsWith("dure: --watch names");
    }

    @Test
    void a_fault_in_a_file_names_the_file_and_its_key() throws IOException {
        assertThat(file("budget-days: 3")).contains("sweep.yaml: ").contains("--budget-days");
        assertThat(file("trials: many")).contains("sweep.yaml: ").contains("--trials");
        assertThat(file("metric:")).contains("metric has no value");
        assertThat(file("watch: loss")).contains("--watch names");
    }

    @Test
    void a_switch_in_a_file_is_on_or_off() throws IOException {
        Path file = Files.writeString(folder.resolve("sweep.yaml"), "follow: false\ntrials: 3\n");
        assertThat(SweepFile.read(file).options()).containsExactly("--trials", "3");
        Files.writeString(file, "follow: true");
        assertThat(SweepFile.read(file).options()).containsExactly("--follow");
    }

    private String file(String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("sweep.yaml"), "program: train.py\n" + lines + "\n");
        assertThat(console.run("sweep", file.toString())).isEqualTo(ExitCode.USAGE);
        return console.err();
    }

    private String sweep(String... options) {
        String[] words = new String[options.length + 4];
        words[0] = "sweep";
        words[1] = folder.resolve("train.py").toString();
        words[2] = "--param";
        words[3] = "lr=log:1e-4..1e-1";
        System.arraycopy(options, 0, words, 4, options.length);
        assertThat(console.run(words)).isEqualTo(ExitCode.USAGE);
        return console.err();
    }
}
