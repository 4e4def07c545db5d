package org.dure.serve.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/// Starts a runner in its sandbox and waits until it has connected.
final class RunnerLauncher {

    private static final System.Logger LOG = System.getLogger(RunnerLauncher.class.getName());

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int LINE_MAX = 500;

    private final Sandbox sandbox;

    RunnerLauncher(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /// A running process and the socket it has connected to.
    record Launched(Process process, SocketChannel socket) {}

    /// To be called from a thread that outlives the runner.
    Launched launch(UUID project, Path packages, MemoryLimit memory)
            throws IOException, TimeoutException, InterruptedException {
        // In the system's temporary folder: a socket's path may have no more than about 100 bytes.
        Path folder = Files.createTempDirectory("dure-runner-");
        Path socket = folder.resolve("gateway.sock");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket), 1);
            // The folder is ours alone; the sandbox's user reaches the socket through its own mount.
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            Process process = new ProcessBuilder(memory.around(sandbox.command(socket, packages)))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            Thread.ofVirtual().start(() -> logOutput(project, process));
            try {
                return new Launched(process, accept(listening, process));
            } catch (IOException | TimeoutException | InterruptedException failure) {
                process.destroyForcibly();
                throw failure;
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder);
        }
    }

    private static SocketChannel accept(ServerSocketChannel listening, Process process)
            throws IOException, TimeoutException, InterruptedException {
        listening.configureBlocking(false);
        Instant deadline = Instant.now().plus(START_LIMIT);
        try (Selector selector = Selector.open()) {
            listening.register(selector, SelectionKey.OP_ACCEPT);
            while (Instant.now().isBefore(deadline)) {
                if (selector.select(200) > 0) {
                    SocketChannel accepted = listening.accept();
                    if (accepted != null) {
                        accepted.configureBlocking(true);
                        return accepted;
                    }
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!process.isAlive()) {
                    throw new IOException("the sandbox ended with code " + process.exitValue() + " before it was up");
                }
            }
        }
        throw new TimeoutException("the runner did not connect within " + START_LIMIT.toSeconds() + " s");
    }

    private static void logOutput(UUID project, Process process) {
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                String shown = line.length() > LINE_MAX ? line.substring(0, LINE_MAX) + "…" : line;
                LOG.log(System.Logger.Level.INFO, "Runner of project {0} says: {1}", project, shown);
                line = lines.readLine();
            }
        } catch (IOException ended) {
            LOG.log(System.Logger.Level.DEBUG, "Output of the runner of project {0} ended", project);
        }
    }
}
