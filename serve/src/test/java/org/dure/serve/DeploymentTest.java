package org.dure.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.dure.base.Reason;
import org.dure.base.model.PackageFile;
import org.dure.base.serving.DeploymentReport;
import org.dure.base.serving.RoutingTable;
import org.dure.base.serving.ServeEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Versions come and go, runners and gateways die, `server` is away: callers do not notice.
class DeploymentTest {

    private final UUID project = UUID.randomUUID();
    private final UUID endpoint = UUID.randomUUID();
    private final FakeServer.Network network = new FakeServer.Network();
    private final Path models = FakeServer.models();
    private FakeServer server;
    private ServeProcess serve;
    private RoutingTable.Deployment first;
    private String key;
    private Digits digit;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        digit = Digits.one();
        server = new FakeServer();
        key = network.key(project, 100_000, 10_000_000);
        first = network.deploy(project, endpoint, "digits", "1", server.packageOf(models.resolve("digits-1")));
        server.publish(network);
        restart();
        serve.awaitAnswering(key, "digits");
    }

    @AfterEach
    void stop() throws Exception {
        serve.close();
        server.close();
    }

    private void restart() throws Exception {
        serve = ServeProcess.start(server, folder.resolve("serve"));
    }

    /// Callers that call without a pause until they are stopped.
    private final class Load implements AutoCloseable {
        final List<String> answers = new CopyOnWriteArrayList<>();
        final List<String> requestIds = new CopyOnWriteArrayList<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<?>> running = new ArrayList<>();

        Load(int number) {
            for (int i = 0; i < number; i++) {
                running.add(callers.submit(() -> {
                    while (!stopped.get()) {
                        var reply = serve.infer(key, "digits", digit.request(1));
                        if (reply.status() == 200) {
                            requestIds.add(reply.json()
                                    .get("parameters")
                                    .get("request_id")
                                    .asString());
                            answers.add("200 version "
                                    + reply.json().get("model_version").asString());
                        } else {
                            answers.add(reply.status() + " " + reply.body());
                        }
                    }
                    return null;
                }));
            }
        }

        void awaitMore(int count) throws Exception {
            int from = answers.size();
            serve.until(count + " more answers", () -> answers.size() >= from + count);
        }

        /// Waits until the gateway's death has ended every caller.
        void awaitCutOff() {
            stopped.set(true);
            for (Future<?> caller : running) {
                try {
                    caller.get();
                } catch (ExecutionException | InterruptedException cut) {
                    // A call that the kill has cut off was not answered.
                }
            }
            callers.close();
        }

        @Override
        public void close() throws Exception {
            stopped.set(true);
            for (Future<?> caller : running) {
                caller.get();
            }
            callers.close();
        }
    }

    private boolean isReported(UUID deployment, DeploymentReport.State state) {
        return server.reports.stream()
                .anyMatch(report -> report.deploymentId().equals(deployment) && report.state() == state);
    }

    private String failure(List<PackageFile> files) throws Exception {
        RoutingTable.Deployment bad = network.deploy(project, endpoint, "digits", "bad", files);
        server.publish(network);
        serve.until("the bad deployment has failed", () -> isReported(bad.id(), DeploymentReport.State.FAILED));
        assertThat(serve.infer(key, "digits", digit.request(1))
                        .json()
                        .get("model_version")
                        .asString())
                .isEqualTo("1");
        return server.reports.stream()
                .filter(report -> report.deploymentId().equals(bad.id()))
                .map(DeploymentReport::reason)
                .filter(reason -> reason != null)
                .map(Reason::text)
                .findFirst()
                .orElseThrow();
    }

    private List<PackageFile> packageWith(String onnx) throws Exception {
        Path made = Files.createTempDirectory(folder, "package");
        Files.copy(models.resolve(onnx), made.resolve("model.onnx"));
        Files.copy(models.resolve("digits-1/signature.json"), made.resolve("signature.json"));
        return server.packageOf(made);
    }

    @Test
    void a_new_version_takes_over_under_load_and_no_request_is_lost() throws Exception {
        RoutingTable.Deployment second;
        try (Load load = new Load(8)) {
            load.awaitMore(50);
            second = network.deploy(project, endpoint, "digits", "2", server.packageOf(models.resolve("digits-2")));
            server.publish(network);
            serve.until("version 2 answers", () -> load.answers.contains("200 version 2"));
            load.awaitMore(50);
            assertThat(load.answers).allMatch(answer -> answer.startsWith("200 "));
            assertThat(load.answers.getLast()).isEqualTo("200 version 2");
        }
        serve.until("version 2 is reported", () -> isReported(second.id(), DeploymentReport.State.READY));
        Path packages = folder.resolve("serve/packages/" + project);
        serve.until(
                "the old package is gone",
                () -> !Files.exists(packages.resolve(first.id().toString())));
    }

    @Test
    void a_killed_runner_comes_back_and_no_request_is_lost() throws Exception {
        try (Load load = new Load(8)) {
            for (int round = 0; round < 3; round++) {
                load.awaitMore(50);
                List<ProcessHandle> runners = serve.runners();
                assertThat(runners).isNotEmpty();
                runners.forEach(ProcessHandle::destroyForcibly);
                load.awaitMore(50);
            }
            assertThat(load.answers).allMatch(answer -> answer.equals("200 version 1"));
        }
    }

    @Test
    void a_bad_package_fails_with_the_reason_and_the_old_version_goes_on() throws Exception {
        assertThat(failure(packageWith("broken/external-data.onnx"))).contains("external data");
        assertThat(failure(packageWith("broken/narrow.onnx"))).contains("shape [-1, 32]", "says [-1, 64]");
        assertThat(failure(packageWith("digits-1/signature.json"))).contains("no ONNX file");
        PackageFile good = server.object(models.resolve("digits-1"), "model.onnx");
        assertThat(failure(List.of(good))).contains("no signature.json");
        assertThat(failure(List.of(good, new PackageFile("../../evil", 1, good.sha256()))))
                .contains("\"../../evil\"", "without \"..\"");
        assertThat(failure(List.of(good, new PackageFile("/etc/evil", 1, good.sha256()))))
                .contains("relative");
        serve.close();
        restart();
        serve.awaitAnswering(key, "digits");
        assertThat(serve.infer(key, "digits", digit.request(1))
                        .json()
                        .get("model_version")
                        .asString())
                .as("after a restart the last good version still answers for the failed one")
                .isEqualTo("1");
    }

    @Test
    void a_package_that_server_does_not_give_leaves_the_old_version_and_readiness_alone() throws Exception {
        String unknown = org.dure.base.Sha256.of("nobody has this").hex();
        RoutingTable.Deployment absent =
                network.deploy(project, endpoint, "digits", "2", List.of(new PackageFile("model.onnx", 15, unknown)));
        server.publish(network);
        serve.until("it waits", () -> serve.log.stream().anyMatch(line -> line.contains(absent.id() + " waits")));
        assertThat(isReported(absent.id(), DeploymentReport.State.FAILED)).isFalse();
        serve.kill();
        restart();
        serve.awaitAnswering(key, "digits");
        serve.until("it is ready", () -> serve.get(null, "/v2/health/ready").status() == 200);
        assertThat(serve.infer(key, "digits", digit.request(1))
                        .json()
                        .get("model_version")
                        .asString())
                .isEqualTo("1");
    }

    @Test
    void the_runner_is_unprivileged_and_sees_no_network() throws Exception {
        ProcessHandle runner = serve.runners().stream()
                .filter(handle -> handle.children().findAny().isEmpty())
                .findFirst()
                .orElseThrow();
        String status = Files.readString(Path.of("/proc/" + runner.pid() + "/status"));
        assertThat(status).containsPattern("CapEff:\\s+0000000000000000").doesNotContainPattern("Uid:\\s+0\\s");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + runner.pid() + "/ns/net")))
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        assertThat(serve.log)
                .as("its memory is limited, or the log says why not")
                .anyMatch(line -> line.contains("have no memory limit") || isLimited(runner.pid()));
    }

    private static boolean isLimited(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains("/dure-runner-");
        } catch (java.io.IOException gone) {
            return false;
        }
    }

    @Test
    void serve_answers_without_server_also_after_its_own_restart() throws Exception {
        server.goAway();
        assertThat(serve.infer(key, "digits", digit.request(1)).status()).isEqualTo(200);
        serve.kill();
        restart();
        serve.awaitAnswering(key, "digits");
        String id = serve.infer(key, "digits", digit.request(1))
                .json()
                .get("parameters")
                .get("request_id")
                .asString();
        assertThat(Files.getPosixFilePermissions(folder.resolve("serve/table.json")))
                .hasSize(2);
        server.comeBack();
        serve.until(
                "the events arrive after all",
                () -> server.usages().stream()
                        .anyMatch(usage -> usage.id().toString().equals(id)));
    }

    @Test
    void a_forged_or_old_table_on_disk_is_refused() throws Exception {
        server.goAway();
        serve.kill();
        Path table = folder.resolve("serve/table.json");
        String signed = Files.readString(table);
        Files.writeString(table, signed.replaceFirst("digits", "forged"));
        restart();
        assertThat(serve.infer(key, "digits", digit.request(1)).status()).isEqualTo(503);
        assertThat(serve.log).anyMatch(line -> line.contains("signature is false"));
        assertThat(serve.get(null, "/v2/health/ready").status()).isEqualTo(503);
        serve.kill();
        Files.write(
                table,
                org.dure.base.Json.MAPPER.writeValueAsBytes(
                        network.signed(9, java.time.Instant.now().minusSeconds(24 * 3600 + 60), server.key)));
        restart();
        assertThat(serve.infer(key, "digits", digit.request(1)).status()).isEqualTo(503);
        assertThat(serve.log).anyMatch(line -> line.contains("more than 24 hours ago"));
    }

    @Test
    void each_answered_request_is_recorded_once_though_the_gateway_is_killed() throws Exception {
        Set<String> answered = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            server.refuseEvents(round == 1);
            Load load = new Load(8);
            load.awaitMore(60);
            serve.kill();
            load.awaitCutOff();
            answered.addAll(load.requestIds);
            restart();
            serve.awaitAnswering(key, "digits");
        }
        serve.until(
                "every answered request has its event",
                () -> server.usages().stream()
                        .map(usage -> usage.id().toString())
                        .collect(Collectors.toSet())
                        .containsAll(answered));
        Map<UUID, ServeEvent.Usage> known = new HashMap<>();
        assertThat(server.usages())
                .as("an event that is sent again is the same event")
                .allMatch(usage -> known.merge(usage.id(), usage, (before, again) -> before)
                        .equals(usage));
        assertThat(server.usages()).allMatch(usage -> usage.status() == 200 && usage.rows() == 1);
    }
}
