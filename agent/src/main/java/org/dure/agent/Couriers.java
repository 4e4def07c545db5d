package org.dure.agent;

import java.io.IOException;
import java.nio.file.Path;
import org.dure.agent.log.FileLog;
import org.dure.agent.log.LogCarrier;
import org.dure.agent.log.LogChunker;
import org.dure.agent.log.LogSender;
import org.dure.agent.log.MetricSender;
import org.dure.agent.log.ProgramOutput;
import org.dure.agent.secret.SecretMask;
import org.dure.agent.supervision.Ending;
import org.dure.agent.wire.AttemptOverException;
import org.dure.agent.wire.ServerLink;
import org.dure.agent.wire.Spool;
import org.dure.agent.wire.States;
import org.dure.base.agent.WorkOrder;
import org.jspecify.annotations.Nullable;

/// Carries states, log and metrics to `server` while the program runs, and what is left of them after it.
final class Couriers implements AutoCloseable {

    private static final long PAUSE_MILLIS = 250;

    private final States states;
    private final Ending ending;
    private final Spool logSpool;
    private final Spool metricSpool;
    private final LogChunker log;
    private final boolean speaks;
    private final LogCarrier logCarrier;
    private final @Nullable MetricSender metricSender;
    private final Thread thread = Thread.ofPlatform().daemon().name("couriers").unstarted(this::carry);
    private final SecretMask mask;
    private volatile boolean finishing;

    /// @param memberLog where a rank that does not speak with `server` leaves its log; null for one that does
    Couriers(ServerLink link, States states, Ending ending, WorkOrder order, Path work, @Nullable Path memberLog)
            throws IOException {
        this.mask = new SecretMask(order.secrets().values());
        this.states = states;
        this.ending = ending;
        this.logSpool = new Spool(work.resolve("log.spool"));
        this.metricSpool = new Spool(work.resolve("metrics.spool"));
        this.log = new LogChunker(logSpool);
        this.speaks = memberLog == null;
        this.logCarrier = memberLog == null ? new LogSender(link, logSpool) : new FileLog(memberLog, logSpool);
        String run = order.environment().get("MLFLOW_RUN_ID");
        this.metricSender =
                run == null || !speaks ? null : new MetricSender(link, order.sessionToken(), run, metricSpool, log);
    }

    void start() {
        thread.start();
    }

    LogChunker log() {
        return log;
    }

    ProgramOutput programOutput() {
        return new ProgramOutput(log, metricSender == null ? null : metricSpool, mask);
    }

    /// Returns when `server` has all that was said so far. Nothing may be said after it.
    void finish() throws IOException, AttemptOverException, InterruptedException {
        finishing = true;
        thread.interrupt();
        thread.join();
        drain();
        log.end();
        logCarrier.drain();
    }

    @Override
    public void close() throws IOException {
        finishing = true;
        thread.interrupt();
        logSpool.close();
        metricSpool.close();
    }

    private void carry() {
        while (!finishing) {
            try {
                drain();
                Thread.sleep(PAUSE_MILLIS);
            } catch (AttemptOverException over) {
                ending.abandon(String.valueOf(over.getMessage()));
            } catch (InterruptedException stop) {
                return;
            } catch (IOException | RuntimeException failed) {
                if (!finishing) {
                    System.err.println("the log's spool failed: " + failed);
                }
            }
        }
    }

    private void drain() throws IOException, AttemptOverException, InterruptedException {
        if (speaks) {
            states.drain();
        }
        log.tick();
        logCarrier.drain();
        if (metricSender != null) {
            metricSender.drain();
        }
    }
}
