package org.dure.cli.mlflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Does the same with many things, a few at a time.
final class Parallel {

    private Parallel() {}

    /// Ends when all are done; what the first one that failed threw comes out then.
    static <T> void each(Collection<T> items, int atOnce, Consumer<T> work) {
        try (ExecutorService workers =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            List<Future<?>> running = new ArrayList<>();
            items.forEach(item -> running.add(workers.submit(() -> work.accept(item))));
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowFailure(0, "interrupted");
        }
    }
}
