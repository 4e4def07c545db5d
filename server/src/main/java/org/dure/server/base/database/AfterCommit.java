package org.dure.server.base.database;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// What others may see only once the running transaction is committed.
public final class AfterCommit {

    private AfterCommit() {}

    /// Runs `action` after the commit, on the same thread; at once where no transaction runs; never where it fails.
    public static void run(Runnable action) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            action.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
