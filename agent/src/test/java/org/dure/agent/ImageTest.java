package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions in an image that podman keeps: a shell, three programs, and nothing of what the launch itself needs.
class ImageTest {

    private static final String IMAGE =
            "localhost/dure-test-" + ProcessHandle.current().pid() + ":1";

    @TempDir
    static Path images;

    private static String tool;

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeAll
    static void image() throws Exception {
        tool = Stage.imageStore();
        run("""
                set -e
                mkdir -p root/etc root/usr/bin root/opt/tool root/var/lib/secret; cd root
                for name in sh cat ls id; do
                    cp -L "$(command -v "$name")" usr/bin/
                    ldd "$(command -v "$name")" | grep -o '/[^ ]*' | while read -r library; do
                        mkdir -p "./$(dirname "$library")"; cp -Ln "$library" "./$library"
                    done
                done
                ln -s usr/bin bin
                echo 'from the image' > etc/marker; chmod 600 etc/marker
                echo root:x:0:0 > etc/passwd; ln -s /etc/shadow var/lib/secret/link; chmod u+s usr/bin/id
                mknod var/lib/secret/disk b 8 0 && chmod 666 var/lib/secret/disk
                tar -cf ../image.tar .
                """);
        run(tool + " import --change 'ENV GREETING=hello' --change 'ENV PATH=/usr/bin' image.tar " + IMAGE);
    }

    @AfterAll
    static void gone() throws Exception {
        if (tool != null) {
            run(tool + " rmi --force " + IMAGE);
        }
    }

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder.resolve("first"));
        stage.image = IMAGE;
        stage.flags = List.of("--environments", images.resolve("environments").toString());
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void its_program_sees_the_images_files_and_has_the_platforms_limits_mounts_and_port() throws Exception {
        Path data = Stage.open(folder.resolve("digits"));
        Files.writeString(data.resolve("a.txt"), "seven");
        stage.mounts.add(new WorkOrder.Mount(data.toString(), "/data/digits"));
        stage.shell("""
                cat /etc/marker /data/digits/a.txt; echo " $GREETING $HOME"; ls /opt /usr/bin /var/lib/secret; id -u
                cat /etc/passwd /proc/self/status; cat /proc/net/tcp
                for path in / /etc /usr/bin /var /program /data/digits; do
                    if echo x 2>/dev/null > "$path/mark"; then echo "WRITES $path"; fi
                done
                echo kept > /output/kept; echo scratch > /tmp/scratch
                """).end();

        assertThat(stage.cause()).as(stage.story()).isEqualTo("exit code 0");
        assertThat(stage.server.log())
                .contains("from the image\nseven hello /tmp", "jdk", "\n1000\n", "session:x:1000")
                .contains("NoNewPrivs:\t1", "Seccomp:\t2", "0100007F:1388")
                .contains("the image " + IMAGE + " is sha256:")
                .doesNotContain("WRITES", "python", "disk");
        assertThat(stage.server.outputs).containsOnlyKeys("kept");
    }

    @Test
    void what_is_too_much_is_ended_as_anywhere() throws Exception {
        stage.limits = new WorkOrder.Limits(60, 16, 4L << 20, 1);
        stage.shell("while true; do cat /usr/bin/* >> /tmp/large; done").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause())
                .satisfiesAnyOf(
                        cause -> assertThat(cause).contains("SIGXFSZ"),
                        cause -> assertThat(cause).contains("wrote more than"));
    }

    @Test
    void it_is_unpacked_once_and_leaves_no_container() throws Exception {
        stage.shell("true").end();
        try (Stage second = new Stage(folder.resolve("second"))) {
            second.image = IMAGE;
            second.flags = stage.flags;
            second.shell("exec cat /etc/marker").end();

            assertThat(second.server.log()).contains("from the image").doesNotContain("unpacking");
        }
        assertThat(run(tool + " ps --all --quiet --filter label=dure.attempt=" + stage.attempt))
                .isEmpty();
    }

    @Test
    void an_image_that_is_not_to_be_had_is_told_in_the_tools_words() throws Exception {
        stage.image = "localhost/no-such-image:7";
        stage.shell("true").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause()).startsWith("the image localhost/no-such-image:7 is not to be had: ");
        assertThat(stage.server
                        .states
                        .getLast()
                        .autopsy()
                        .finding()
                        .parts()
                        .getFirst()
                        .code())
                .isEqualTo("IMAGE_MISSING");
    }

    @Test
    void an_id_or_a_flag_is_no_name() throws Exception {
        stage.image = "--privileged";
        stage.shell("true").end();

        assertThat(stage.cause()).startsWith("the image's name is written as");
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(images.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(said);
        }
        return said;
    }
}
