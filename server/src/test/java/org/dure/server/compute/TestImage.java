package org.dure.server.compute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// An image of this machine's own shell and a few programs, made without any registry; gone when it is closed.
///
/// @param name by which a session asks for it
public record TestImage(String tool, String name) implements AutoCloseable {

    /// Skips the test, saying why, where this machine keeps no images.
    public static TestImage make(Path scratch) throws IOException, InterruptedException {
        Optional<String> tool = List.of("/usr/bin/podman", "/usr/bin/docker", "/usr/local/bin/docker").stream()
                .filter(path -> Files.isExecutable(Path.of(path)) && works(path))
                .findFirst();
        if (tool.isEmpty()) {
            System.out.println("SKIPPED: sessions in images need podman or Docker");
        }
        Assumptions.assumeTrue(tool.isPresent(), "no podman or Docker on this machine");
        String name = "localhost/dure-server-test-" + ProcessHandle.current().pid() + ":1";
        run(scratch, """
                set -e
                mkdir -p root/etc root/usr/bin; cd root
                for name in sh cat sleep stty hostname; do
                    cp -L "$(command -v "$name")" usr/bin/
                    ldd "$(command -v "$name")" | grep -o '/[^ ]*' | while read -r library; do
                        mkdir -p "./$(dirname "$library")"; cp -Ln "$library" "./$library"
                    done
                done
                ln -s usr/bin bin; echo 'from the image' > etc/marker
                tar -cf ../image.tar .
                """);
        run(scratch, tool.orElseThrow() + " import --change 'ENV PATH=/usr/bin' image.tar " + name);
        return new TestImage(tool.orElseThrow(), name);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(Path.of("/"), tool + " rmi --force " + name);
    }

    private static boolean works(String path) {
        try {
            return new ProcessBuilder(path, "info")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static void run(Path folder, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }
}
