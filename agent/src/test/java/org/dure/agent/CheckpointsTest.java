package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dure.base.Sha256;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one attempt stores, the next one finds.
class CheckpointsTest {

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void set() throws Exception {
        stage = new Stage(folder.resolve("first"));
    }

    @AfterEach
    void strike() throws Exception {
        stage.close();
    }

    @Test
    void the_next_attempt_goes_on_from_the_last_checkpoint() throws Exception {
        stage.shell("""
                mkdir -p /checkpoint/deep; echo 41 > /checkpoint/deep/step; ln -s /etc/passwd /checkpoint/link
                printf '#!/bin/sh\\necho resumed\\n' > /checkpoint/run; chmod +x /checkpoint/run
                touch /checkpoint/.ready
                """).end();
        assertThat(stage.server.checkpoints).containsOnlyKeys(1);
        assertThat(stage.server.log()).contains("link is left out: a symbolic link");

        byte[] tar = stage.server.checkpoints.get(1);
        try (Stage next = new Stage(folder.resolve("next"))) {
            next.server.checkpoints.put(1, tar);
            next.checkpoint =
                    new WorkOrder.Checkpoint(1, tar.length, Sha256.of(tar).hex());
            next.shell("""
                    ls -A /checkpoint; /checkpoint/run; step=$(cat /checkpoint/deep/step); echo "from $step"
                    echo $((step + 1)) > /checkpoint/deep/step; touch /checkpoint/.ready
                    """).end();

            assertThat(next.server.lastState()).isEqualTo(AttemptState.SUCCEEDED);
            assertThat(next.server.log())
                    .contains("deep\nrun\n", "resumed", "from 41")
                    .doesNotContain(".ready\n");
            assertThat(next.server.checkpoints).containsOnlyKeys(1, 2);
        }
    }

    @Test
    void a_checkpoint_that_is_not_what_was_stored_is_refused() throws Exception {
        stage.server.checkpoints.put(3, new byte[1024]);
        stage.checkpoint = new WorkOrder.Checkpoint(3, 1024, Sha256.of("other").hex());
        stage.shell("true").end();

        assertThat(stage.server.lastState()).isEqualTo(AttemptState.FAILED);
        assertThat(stage.cause()).startsWith("checkpoint 3 cannot be restored: its sha256 is");
    }

    @Test
    void an_entry_that_leaves_the_checkpoint_is_refused() throws Exception {
        assertThat(causeOf(entry("../../evil", TarConstants.LF_NORMAL, "")))
                .isEqualTo("the checkpoint has an entry outside of it: ../../evil");
        assertThat(folder.resolve("first/evil")).doesNotExist();
    }

    @Test
    void a_link_in_a_checkpoint_is_refused() throws Exception {
        assertThat(causeOf(entry("link", TarConstants.LF_SYMLINK, "/etc")))
                .isEqualTo("the checkpoint has an entry that is no file: link");
    }

    private String causeOf(byte[] tar) throws Exception {
        stage.server.checkpoints.put(1, tar);
        stage.checkpoint =
                new WorkOrder.Checkpoint(1, tar.length, Sha256.of(tar).hex());
        stage.shell("true").end();
        assertThat(Files.list(stage.work().resolve("checkpoint"))).isEmpty();
        return stage.cause();
    }

    private static byte[] entry(String name, byte type, String link) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            byte[] content = type == TarConstants.LF_NORMAL ? "evil".getBytes(StandardCharsets.UTF_8) : new byte[0];
            entry.setLinkName(link);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
