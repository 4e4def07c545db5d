package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dure.base.agent.AttemptState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions on a node that has neither podman nor Docker but Apptainer, which a script stands in for.
class ApptainerTest {

    private static final String IMAGE = "registry.example.org/tools:1";

    @TempDir
    static Path node;

    @TempDir
    Path folder;

    private Stage stage;

    /// A search path with all of this machine's programs but podman and Docker.
    @BeforeAll
    static void node() throws Exception {
        Path apptainer = node.resolve("apptainer");
        Files.copy(Path.of("src/test/resources/apptainer"), apptainer);
        Files.setPosixFilePermissions(apptainer, PosixFilePermissions.fromString("rwxr-xr-x"));
        run("""
                set -e
                mkdir bin
                ln -sf /usr/local/bin/* /usr/bin/* /usr/sbin/* bin/
                rm -f bin/podman bin/docker bin/apptainer bin/singularity
                ln -s ../apptainer bin/apptainer
                mkdir -p root/etc root/usr/bin root/opt/tool root/closed; cd root
                for name in sh cat ls id mkdir ln rm; do
                    cp -L "$(command -v "$name")" usr/bin/
                    ldd "$(command -v "$name")" | grep -o '/[^ ]*' | while read -r library; do
                        mkdir -p "./$(dirname "$library")"; cp -Ln "$library" "./$library"
                    done
                done
                ln -s usr/bin bin; chmod u+s usr/bin/id; chmod 700 closed; echo deep > closed/file
                echo 'from the image' > etc/marker; chmod 600 etc/marker
                tar -cf ../registry.example.org_tools_1.tar .
                mkdir -p ../hostile/etc && cd ../hostile
                ln -s "$(dirname "$PWD")/outside" etc/resolv.conf
                tar -cf ../registry.example.org_hostile_1.tar .
                """);
        Files.writeString(node.resolve("outside"), "untouched");
        String environment =
                "#!/bin/sh\nexport PATH=\"/usr/bin\"\nexport GREETING=\"${GREETING:-\"hello \\\\$you\"}\"\n";
        for (String name : List.of("tools", "hostile")) {
            Files.writeString(node.resolve("registry.example.org_" + name + "_1.env"), environment);
        }
    }

    @AfterAll
    static void gone() throws Exception {
        run("rm -r bin");
    }

    @BeforeEach
    void set() throws Exception {
        stage = stage("first");
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void its_program_sees_the_images_files_and_variables_and_the_next_session_fetches_nothing() throws Exception {
        String program = "cat /etc/marker /closed/file; echo \"$GREETING\"; ls -a / /usr/bin; ls -l /usr/bin/id; id -u";
        stage.image = IMAGE;
        stage.shell(program).end();

        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("fetching the image " + IMAGE + " with apptainer", "the image " + IMAGE + " is sha256:")
                .contains("from the image\ndeep\nhello $you\n", "-rwxr-xr-x", "\n1000\n")
                .doesNotContain(".singularity.d", ".exec", "\nenvironment\n", "python");

        try (Stage second = stage("second")) {
            second.image = IMAGE;
            second.shell(program).end();

            assertThat(second.cause()).isEqualTo("exit code 0");
            assertThat(idIn(second)).isEqualTo(idIn(stage));
            assertThat(second.server.log()).doesNotContain("fetching", "unpacking");
        }
    }

    @Test
    void an_image_is_built_on_one_that_it_has_fetched() throws Exception {
        stage.containerfile = "Containerfile";
        stage.file("Containerfile", "FROM " + IMAGE + "\nRUN echo \"$GREETING\" in $PWD > /made\nWORKDIR /app\n");
        stage.shell("cat /made").end();

        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("the working folder of the base is not known on this node: the steps begin in /")
                .contains("hello $you in /\n");
    }

    @Test
    void an_image_that_is_not_to_be_had_is_told_in_its_words() throws Exception {
        stage.image = "registry.example.org/none:2";
        stage.shell("true").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause())
                .startsWith("the image registry.example.org/none:2 is not to be had: FATAL: ")
                .endsWith("manifest unknown");
        assertThat(Files.list(folder.resolve("environments/images"))).noneMatch(Files::isDirectory);
    }

    @Test
    void an_image_cannot_make_it_write_to_the_node() throws Exception {
        stage.image = "registry.example.org/hostile:1";
        stage.shell("true").end();

        assertThat(stage.cause()).contains("failed to make environment files");
        assertThat(node.resolve("outside")).hasContent("untouched");
    }

    private Stage stage(String name) throws IOException {
        Stage made = new Stage(folder.resolve(name));
        made.path = node.resolve("bin").toString();
        made.flags = List.of("--environments", folder.resolve("environments").toString());
        return made;
    }

    private static String idIn(Stage stage) {
        return stage.server.log().replaceAll("(?s).* is (sha256:[0-9a-f]{64}).*", "$1");
    }

    private static void run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(node.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(said);
        }
    }
}
