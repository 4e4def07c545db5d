package org.dure.agent.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dure.agent.log.LogChunker;
import org.dure.agent.supervision.Ending;
import org.dure.agent.wire.Spool;
import org.dure.base.Json;
import org.dure.base.agent.LogChunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Entries of a mebibyte each, with real folders, locks and processes.
class NodeCacheTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    /// Two entries and what their folders take.
    private static final long TWO = 2 * CacheUser.BYTES + (256 << 10);

    @TempDir
    Path folder;

    private final List<Process> users = new ArrayList<>();
    private Path root;
    private Spool spool;
    private LogChunker log;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("environments");
        spool = new Spool(folder.resolve("log"));
        log = new LogChunker(spool);
    }

    @AfterEach
    void end() throws Exception {
        for (Process user : users) {
            user.destroyForcibly().waitFor();
        }
        spool.close();
    }

    @Test
    void what_was_not_used_for_longest_goes_where_all_take_too_much() throws Exception {
        try (NodeCache cache = cache(TWO)) {
            assertThat(CacheUser.provide(cache, A).made()).isTrue();
            assertThat(CacheUser.provide(cache, B).made()).isTrue();
        }
        try (NodeCache cache = cache(TWO)) {
            assertThat(CacheUser.provide(cache, A).made()).isFalse();
        }
        assertThat(said()).isEmpty();
        try (NodeCache cache = cache(TWO)) {
            assertThat(CacheUser.provide(cache, C).made()).isTrue();
            cache.awaitRemoval();
        }

        assertThat(names()).containsExactly(A, C);
        assertThat(said())
                .startsWith("[dure] to keep the images and packages on this node within 2304 KiB, 1 that nobody uses is"
                        + " removed (")
                .endsWith(")\n");
    }

    @Test
    void what_another_agent_uses_stays_until_that_has_ended() throws Exception {
        Process user = user(List.of(), TWO, 1, A);
        awaitLine(user);
        try (NodeCache cache = cache(1)) {
            CacheUser.provide(cache, B);
        }
        try (NodeCache cache = cache(1)) {
            CacheUser.provide(cache, C);
            cache.awaitRemoval();
            assertThat(names()).containsExactly(A, C);

            user.destroyForcibly().waitFor();
            CacheUser.provide(cache, B);
            cache.awaitRemoval();
            assertThat(names()).containsExactly(B, C);
        }
    }

    @Test
    void what_a_killed_remover_has_left_is_removed_by_the_next() throws Exception {
        try (NodeCache cache = cache(TWO)) {
            CacheUser.provide(cache, A);
        }
        Path program = Files.createDirectory(folder.resolve("bin")).resolve("rm");
        Files.writeString(program, "#!/bin/sh\nexec sleep 600\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process remover = user(List.of("env", "PATH=" + program.getParent() + ":" + System.getenv("PATH")), 1, 1, B);
        awaitLine(remover);
        assertThat(names()).noneMatch(A::equals).anyMatch(name -> name.startsWith(A) && name.endsWith(".dying"));
        Files.createDirectory(root.resolve("images").resolve(C + ".unfinished"));

        try (NodeCache cache = cache(TWO)) {
            CacheUser.provide(cache, A);
            assertThat(names()).anyMatch(name -> name.endsWith(".dying"));
        }
        remover.destroyForcibly().waitFor();
        try (NodeCache cache = cache(TWO)) {
            CacheUser.provide(cache, A);
            cache.awaitRemoval();
            assertThat(names()).containsExactly(A, B);
        }
    }

    @Test
    void nobody_finds_half_an_entry_while_others_remove() throws Exception {
        List<Process> all =
                List.of(user(List.of(), 1, 4, A, B, C), user(List.of(), 1, 4, C, A, B), user(List.of(), 1, 4, B, C, A));
        for (Process each : all) {
            awaitLine(each);
        }
        assertThat(names()).contains(A, B, C);
    }

    private NodeCache cache(long bytesMax) {
        return new NodeCache(root, bytesMax, new Ending(), log);
    }

    private Process user(List<String> prefix, long bytesMax, int rounds, String... keys) throws IOException {
        List<String> line = new ArrayList<>(prefix);
        line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        line.addAll(List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        line.addAll(List.of(System.getProperty("java.class.path"), CacheUser.class.getName(), root.toString()));
        line.addAll(List.of(Long.toString(bytesMax), Integer.toString(rounds)));
        line.addAll(Arrays.asList(keys));
        Process user = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        users.add(user);
        return user;
    }

    private static void awaitLine(Process user) throws IOException {
        BufferedReader printed = user.inputReader(StandardCharsets.UTF_8);
        assertThat(printed.readLine()).isEqualTo("holds the last");
    }

    /// Of the entries and what is left of them.
    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(root.resolve("images"))) {
            return all.filter(Files::isDirectory)
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private String said() throws IOException {
        log.end();
        StringBuilder text = new StringBuilder();
        for (byte[] chunk : spool.first(100, 1 << 20)) {
            text.append(Json.MAPPER.readValue(chunk, LogChunk.class).text());
        }
        return text.toString();
    }
}
