package org.dure.server.tracking.metric;

import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.dure.server.base.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes what many requests log in few transactions: while one is being committed the others gather, and go together
/// into the next. A request is answered after its commit.
@Component
class JournalWriter {

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int ENTRIES_MOST = 256;
    private static final int WAITING_MOST = 4_096;

    private record Waiting(JournalRepository.Entry entry, CompletableFuture<Void> written) {}

    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(WAITING_MOST);
    private final JournalRepository journal;
    private final TransactionTemplate transaction;
    private final Thread writer;

    JournalWriter(JournalRepository journal, TransactionTemplate transaction) {
        this.journal = journal;
        this.transaction = transaction;
        this.writer = Thread.ofVirtual().name("journal-writer").start(this::write);
    }

    /// Returns when the entry is committed.
    ///
    /// @throws UserError.TooMany where more wait than can be written
    void append(JournalRepository.Entry entry) {
        Waiting waiting = new Waiting(entry, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            throw new UserError.TooMany("More is logged than can be written; try again in a moment.", 1);
        }
        try {
            waiting.written().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private void write() {
        List<Waiting> group = new ArrayList<>();
        try {
            while (true) {
                group.add(queue.take());
                queue.drainTo(group, ENTRIES_MOST - 1);
                write(group);
                group.clear();
            }
        } catch (InterruptedException end) {
            LOG.debug("The journal is closed");
        }
    }

    /// What fails together is tried one by one, so that nobody fails for another's sake.
    private void write(List<Waiting> group) {
        try {
            commit(group);
        } catch (DataAccessException | TransactionException failed) {
            if (group.size() == 1) {
                group.getFirst().written().completeExceptionally(failed);
                return;
            }
            LOG.warn("{} entries of the journal are written one by one: {}", group.size(), failed.getMessage());
            group.forEach(waiting -> write(List.of(waiting)));
        } catch (RuntimeException bug) {
            group.forEach(waiting -> waiting.written().completeExceptionally(bug));
        }
    }

    private void commit(List<Waiting> group) {
        transaction.executeWithoutResult(
                status -> journal.insert(group.stream().map(Waiting::entry).toList()));
        group.forEach(waiting -> waiting.written().complete(null));
    }

    @PreDestroy
    void close() {
        writer.interrupt();
    }
}
