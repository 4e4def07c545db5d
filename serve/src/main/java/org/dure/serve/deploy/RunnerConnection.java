package org.dure.serve.deploy;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.dure.serve.model.Tensor;
import org.dure.serve.runner.Frame;

/// The gateway's end of the socket to one runner process; many requests travel on it at a time.
final class RunnerConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<Frame>> waiting = new ConcurrentHashMap<>();
    private volatile boolean gone;

    RunnerConnection(SocketChannel channel) {
        this.channel = channel;
        Thread.ofPlatform().daemon().name("runner-answers").start(this::readAnswers);
    }

    /// @throws IOException      where the runner goes before it answers
    /// @throws TimeoutException where it takes longer than `limit`
    Frame load(UUID deployment, Duration limit) throws IOException, TimeoutException, InterruptedException {
        return ask(number -> Frame.ofId(Frame.Kind.LOAD, number, deployment), limit);
    }

    Frame unload(UUID deployment, Duration limit) throws IOException, TimeoutException, InterruptedException {
        return ask(number -> Frame.ofId(Frame.Kind.UNLOAD, number, deployment), limit);
    }

    Frame infer(UUID deployment, List<Tensor> inputs, Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        return ask(number -> Frame.infer(number, deployment, inputs), limit);
    }

    void ping(Duration limit) throws IOException, TimeoutException, InterruptedException {
        ask(number -> Frame.empty(Frame.Kind.PING, number), limit);
    }

    private Frame ask(LongFunction<Frame> request, Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        long number = numbers.incrementAndGet();
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        waiting.put(number, answer);
        try {
            if (gone) {
                throw new IOException("The runner has gone");
            }
            writing.lock();
            try {
                request.apply(number).writeTo(channel);
            } finally {
                writing.unlock();
            }
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException("The runner has gone", failed.getCause());
        } finally {
            waiting.remove(number);
        }
    }

    private void readAnswers() {
        try {
            while (true) {
                Frame frame = Frame.readFrom(channel);
                CompletableFuture<Frame> answer = waiting.remove(frame.number());
                if (answer != null) {
                    answer.complete(frame);
                }
            }
        } catch (IOException | RuntimeException end) {
            gone = true;
            IOException reason = new IOException("The runner has gone", end);
            waiting.values().forEach(answer -> answer.completeExceptionally(reason));
            close();
        }
    }

    @Override
    public void close() {
        gone = true;
        try {
            channel.close();
        } catch (IOException ignored) {
            // The socket is of no use either way.
        }
    }
}
