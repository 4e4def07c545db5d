package org.dure.serve.runner;

import ai.onnxruntime.OrtException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.dure.serve.model.BadModelException;
import org.dure.serve.model.Tensor;
import org.jspecify.annotations.Nullable;

/// Computes for one project. Connects to the gateway's socket, answers frames, and leaves when the gateway goes.
///
/// Arguments: the socket, the folder that holds each package under its deployment's id.
public final class Runner {

    /// What the process is started with, beside the class path. The models' memory is native and comes on top.
    public static final List<String> JVM_FLAGS = List.of(
            "-Xmx64m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");

    private static final int WAITING_MAX = 512;

    private final Path packages;
    private final SocketChannel gateway;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<UUID, OnnxModel> models = new ConcurrentHashMap<>();
    private final ExecutorService computing =
            pool(Math.max(2, Runtime.getRuntime().availableProcessors()));
    // Loading takes long and must not hold up requests; one at a time keeps the memory's peak low.
    private final ExecutorService loading = pool(1);

    private Runner(Path packages, SocketChannel gateway) {
        this.packages = packages;
        this.gateway = gateway;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: Runner <socket> <folder of packages>");
            System.exit(64);
        }
        try (SocketChannel gateway = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            gateway.connect(UnixDomainSocketAddress.of(arguments[0]));
            new Runner(Path.of(arguments[1]), gateway).serve();
        } catch (EOFException gone) {
            System.exit(0);
        }
    }

    private void serve() throws IOException {
        while (true) {
            Frame frame = Frame.readFrom(gateway);
            switch (frame.kind()) {
                case PING -> answer(Frame.empty(Frame.Kind.DONE, frame.number()));
                case LOAD -> submit(loading, frame, () -> load(frame.takeId(), frame.number()));
                case UNLOAD -> submit(loading, frame, () -> unload(frame.takeId(), frame.number()));
                case INFER -> submit(computing, frame, () -> infer(frame));
                case DONE, OUTPUTS, REFUSED, BROKEN, BUSY ->
                    throw new IOException("The gateway sent an answer: " + frame.kind());
            }
        }
    }

    private void submit(ExecutorService executor, Frame frame, Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException full) {
            answer(Frame.empty(Frame.Kind.BUSY, frame.number()));
        }
    }

    private void load(UUID deployment, long number) {
        try {
            if (!models.containsKey(deployment)) {
                models.put(deployment, OnnxModel.load(packages.resolve(deployment.toString())));
            }
            answer(Frame.empty(Frame.Kind.DONE, number));
        } catch (BadModelException refused) {
            answer(Frame.ofText(Frame.Kind.REFUSED, number, String.valueOf(refused.getMessage())));
        } catch (RuntimeException failure) {
            answer(Frame.ofText(Frame.Kind.REFUSED, number, "The model does not load: " + failure));
        }
    }

    private void unload(UUID deployment, long number) {
        OnnxModel model = models.remove(deployment);
        if (model != null) {
            model.close();
        }
        answer(Frame.empty(Frame.Kind.DONE, number));
    }

    private void infer(Frame frame) {
        UUID deployment = frame.takeId();
        List<Tensor> inputs = frame.takeTensors();
        @Nullable OnnxModel model = models.get(deployment);
        if (model == null) {
            answer(Frame.ofText(Frame.Kind.BROKEN, frame.number(), "The model is not loaded"));
            return;
        }
        try {
            answer(Frame.ofTensors(frame.number(), model.run(inputs)));
        } catch (OrtException | RuntimeException failure) {
            answer(Frame.ofText(Frame.Kind.BROKEN, frame.number(), "The model failed: " + failure.getMessage()));
        }
    }

    private void answer(Frame frame) {
        writing.lock();
        try {
            frame.writeTo(gateway);
        } catch (IOException gone) {
            // Nobody is left to answer to.
            Runtime.getRuntime().halt(0);
        } finally {
            writing.unlock();
        }
    }

    private static ExecutorService pool(int threads) {
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), work -> {
                    Thread thread = new Thread(work, "runner");
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
