package org.dure.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program in a process of its own, with nothing of ours around it.
@Timeout(120)
class TrainProcessTest {

    @TempDir
    Path folder;

    @Test
    void a_polite_signal_leaves_a_checkpoint_and_the_next_start_goes_on_from_it() throws Exception {
        Digits.unpack(folder.resolve("digits"));
        Process process = start("100000");
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); !line.startsWith("dure: {\"step\":3,"); line = lines.readLine()) {}
            // Process.destroy would close our end of the lines, too.
            process.toHandle().destroy();
            List<String> rest = lines.lines().toList();
            assertThat(rest).anyMatch(line -> line.startsWith("Stopped after epoch "));
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("checkpoint/.ready")).exists();

        Process again = start("4");
        try (BufferedReader lines = again.inputReader()) {
            assertThat(lines.lines()).anyMatch(line -> line.startsWith("Going on after epoch "));
        }
        assertThat(again.waitFor()).isZero();
        assertThat(folder.resolve("output/model/model.onnx")).exists();
        // DJL keeps what it downloads or unpacks below the home folder.
        assertThat(Files.list(folder.resolve("home"))).isEmpty();
    }

    private Process start(String epochs) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-DPYTORCH_LIBRARY_PATH=" + System.getProperty("PYTORCH_LIBRARY_PATH"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.dure.learn.Train",
                "--data",
                folder.resolve("digits").toString(),
                "--output",
                folder.resolve("output").toString(),
                "--checkpoint",
                folder.resolve("checkpoint").toString(),
                "--checkpoint-every",
                "1000",
                "--epochs",
                epochs));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
