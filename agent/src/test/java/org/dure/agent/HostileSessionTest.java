package org.dure.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dure.agent.cgroup.Sweep;
import org.dure.base.Json;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One program that tries all it can (`hostile.py`) beside a neighbour's session: nothing gets out, and the neighbour
/// does not notice.
class HostileSessionTest {

    private static final String SECRET = "a secret of others";

    private static final String NEIGHBOUR = """
            import os, time
            ticks = 0
            while not os.path.exists("/data/flag/stop"):
                ticks += 1
                print('dure: {"step": %d, "tick": %d}' % (ticks, ticks), flush=True)
                time.sleep(0.2)
            print("the neighbour has seen", sorted(os.listdir("/output")), sorted(os.listdir("/tmp")))
            open("/output/neighbour.txt", "w").write("mine alone")
            """;

    @TempDir
    Path folder;

    private Path secret;
    private Path flag;
    private Stage neighbour;
    private Stage hostile;
    private ServerSocket database;
    private ServerSocketChannel databaseSocket;
    private Process abstractSocket;

    @BeforeEach
    void set() throws Exception {
        hostile = new Stage(folder.resolve("hostile"));
        neighbour = new Stage(folder.resolve("neighbour"));
        // Open to everybody, so that only the sandbox stands before it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        secret = Files.writeString(Stage.open(folder.resolve("others")).resolve("secret"), SECRET);
        flag = Stage.open(folder.resolve("flag"));
        database = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"));
        databaseSocket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Path socket = Path.of("/tmp/dure-test-" + UUID.randomUUID());
        databaseSocket.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        abstractSocket = new ProcessBuilder("socat", "ABSTRACT-LISTEN:" + socket + ",fork", "OPEN:/dev/null").start();
    }

    @AfterEach
    void strike() throws Exception {
        if (databaseSocket != null) {
            Path socket = ((UnixDomainSocketAddress) databaseSocket.getLocalAddress()).getPath();
            databaseSocket.close();
            Files.delete(socket);
            abstractSocket.destroyForcibly().waitFor();
            database.close();
            neighbour.close();
        }
        hostile.close();
    }

    @Test
    void nothing_gets_out_and_the_neighbour_does_not_notice() throws Exception {
        race(50, 1);
    }

    @Test
    @Tag("long")
    void nothing_gets_out_of_a_longer_fight_either() throws Exception {
        race(20_000, 20);
    }

    private void race(int floodBlocks, int burnSeconds) throws Exception {
        neighbour.mounts.add(new WorkOrder.Mount(flag.toString(), "/data/flag"));
        neighbour.limits = new WorkOrder.Limits(600, 64, 64L << 20, 5);
        neighbour.start("/usr/bin/python3", "-c", NEIGHBOUR);
        neighbour.await("the neighbour", () -> neighbour.server.log().contains("\"tick\": 3}"));

        Path node = Stage.open(folder.resolve("node"));
        Files.writeString(node.resolve("node.json"), Json.MAPPER.writeValueAsString(node(floodBlocks, burnSeconds)));
        hostile.mounts.add(new WorkOrder.Mount(node.toString(), "/data/node"));
        hostile.needs = new WorkOrder.Needs(0.5, 256L << 20, List.of());
        hostile.limits = new WorkOrder.Limits(300, 48, 64L << 20, 2);
        hostile.file("hostile.py", hostileProgram());
        int ticks = neighbour.server.metric("tick").size();
        hostile.start("/usr/bin/python3", "hostile.py");
        hostile.end(300);

        nothing_got_out();
        neighbour.await(
                "more of the neighbour", () -> neighbour.server.metric("tick").size() > ticks + 10);
        Files.createFile(flag.resolve("stop"));
        neighbour.end();
        assertThat(neighbour.cause()).isEqualTo("exit code 0");
        assertThat(neighbour.server.log()).contains("the neighbour has seen [] []");
        assertThat(neighbour.server.outputs).containsOnlyKeys("neighbour.txt");
        assertThat(neighbour.server.metric("tick").stream().distinct().count())
                .as("ticks without a gap")
                .isEqualTo(neighbour.server.metric("tick").getLast().longValue());
    }

    private void nothing_got_out() throws IOException {
        List<String> lines = hostile.server.log().lines().toList();
        assertThat(lines).filteredOn(line -> line.startsWith("OUT")).isEmpty();
        assertThat(lines).filteredOn(line -> line.startsWith("BROKEN")).isEmpty();
        assertThat(lines).filteredOn(line -> line.startsWith("held")).hasSizeGreaterThan(100);
        assertThat(lines)
                .contains("stage other_processes", "stage network", "stage forged_calls", "stage links")
                .contains("stage memory", "stage fork_bomb");
        assertThat(hostile.server.lastState()).as(hostile.story()).isEqualTo(AttemptState.FAILED);
        assertThat(hostile.cause()).isEqualTo("wrote more than 64 MiB to /output, /checkpoint and /tmp together");
        assertThat(hostile.server.log()).doesNotContain(SECRET, PretendServer.SESSION_TOKEN);
        assertThat(hostile.server.outputs.values()).allSatisfy(bytes -> isInnocent(bytes));
        assertThat(hostile.server.checkpoints).isNotEmpty();
        assertThat(hostile.server.checkpoints.values()).allSatisfy(bytes -> isInnocent(bytes));
        assertThat(Files.readString(secret)).isEqualTo(SECRET);
        assertThat(Sweep.sweep(hostile.attempt)).as("processes left behind").isFalse();
        metrics_are_its_own();
        forged_requests_carry_its_own_token();
    }

    private void metrics_are_its_own() {
        assertThat(hostile.server.metric("loss")).startsWith(0.5).endsWith(0.25);
        assertThat(hostile.server.metricBatches)
                .allSatisfy(batch -> assertThat(batch.path("run_id").asString()).isEqualTo("run-1"));
        for (String key : List.of("dure.cost", "dure.session", "dure.evaluated.accuracy", "k1", "long")) {
            assertThat(hostile.server.metric(key)).as(key).isEmpty();
        }
    }

    private void forged_requests_carry_its_own_token() {
        assertThat(hostile.server.forwarded).isNotEmpty().allSatisfy(request -> {
            assertThat(request.target()).startsWith("/api/2.0/mlflow/");
            assertThat(request.headers().get("Authorization")).containsExactly("Bearer " + PretendServer.SESSION_TOKEN);
            assertThat(request.headers()).doesNotContainKeys("Cookie", "X-forwarded-for", "Forwarded", "Origin");
        });
    }

    private static void isInnocent(byte[] bytes) {
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    }

    private Map<String, Object> node(int floodBlocks, int burnSeconds) throws IOException {
        ServerSocketChannel socket = databaseSocket;
        return Map.of(
                "foreign_paths",
                List.of(
                        secret.toString(),
                        neighbour.work().resolve("output").toString(),
                        hostile.work().resolve("spool").toString(),
                        hostile.folder.resolve("token").toString()),
                "foreign_processes",
                List.of(ProcessHandle.current().pid(), neighbour.agent.pid()),
                "ports",
                Map.of("database", database.getLocalPort(), "platform", hostile.server.port()),
                "sockets",
                List.of(socket.getLocalAddress().toString()),
                "address",
                ownAddress(),
                "abstract",
                socket.getLocalAddress().toString(),
                "other_session",
                neighbour.attempt.toString(),
                "flood_blocks",
                floodBlocks,
                "burn_seconds",
                burnSeconds,
                "memory_mib",
                256);
    }

    /// Another address of this node than its loopback, where it has one.
    private static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("127.0.0.2");
    }

    private static String hostileProgram() throws IOException {
        try (var in = HostileSessionTest.class.getResourceAsStream("/hostile.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
