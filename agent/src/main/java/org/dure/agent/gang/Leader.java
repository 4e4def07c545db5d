package org.dure.agent.gang;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dure.agent.log.LogChunker;
import org.dure.agent.supervision.Ending;
import org.dure.agent.supervision.Outcome;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.dure.base.agent.WorkOrder;

/// What the first rank does for its gang: it says where to meet, brings the others' lines into the log, and
/// lets all end together. A gang has succeeded when the program of every rank has left with exit code 0; the
/// first that fails ends it.
public final class Leader implements AutoCloseable {

    private static final long POLL_MILLIS = 250;
    /// For what others write to be seen here, beyond the time that a program is given to leave.
    private static final Duration LAG = Duration.ofSeconds(60);

    private final Seat seat;
    private final GangFiles files;
    private final WorkOrder order;
    private final Ending ending;
    private final LogChunker log;
    private final List<RankLog> logs;
    private final Thread thread = Thread.ofPlatform().daemon().name("gang").unstarted(this::watch);
    private volatile boolean closed;

    public Leader(Seat seat, WorkOrder order, Ending ending, LogChunker log) throws IOException {
        this.seat = seat;
        this.files = new GangFiles(seat);
        this.order = order;
        this.ending = ending;
        this.log = log;
        this.logs = others().mapToObj(rank -> new RankLog(rank, seat.log(rank), log))
                .toList();
    }

    public void start() {
        thread.start();
    }

    /// Its own program is about to start, and so may those of the others.
    public Rendezvous meet() throws IOException {
        Rendezvous rendezvous = Rendezvous.at(seat.address());
        files.put(rendezvous);
        return rendezvous;
    }

    private IntStream others() {
        return IntStream.range(1, order.nodes());
    }

    private void watch() {
        while (!closed) {
            try {
                look();
            } catch (IOException | RuntimeException unreadable) {
                System.err.println("what the gang's ranks say cannot be read: " + unreadable);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void look() throws IOException {
        carryLogs(false);
        for (RankEnd end : ends()) {
            if (end.failed()) {
                ending.decide(new Ending.Verdict(AttemptState.FAILED, causeOf(end), true));
            }
        }
        Ending.Verdict verdict = ending.verdict();
        if (verdict != null && verdict.state() == AttemptState.PREEMPTED && files.order() == null) {
            files.put(GangFiles.Order.SAVE);
        }
    }

    /// Its own program has ended, or could not begin: returns when no program of the gang runs any more, as far
    /// as that can be seen.
    ///
    /// @return how the gang has ended, told by the rank that failed first where one did
    public RankEnd together(Outcome own, List<String> lastLines) throws IOException, InterruptedException {
        RankEnd first = RankEnd.of(0, own, lastLines);
        while (own.state() == AttemptState.SUCCEEDED
                && ending.verdict() == null
                && !missing().isEmpty()) {
            Thread.sleep(POLL_MILLIS);
        }
        files.put(GangFiles.Order.END);
        Instant deadline =
                Instant.now().plusSeconds(order.limits().graceSeconds()).plus(LAG);
        while (!missing().isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(POLL_MILLIS);
        }
        for (int rank : missing()) {
            log.say("rank " + rank + " has not said that its program has ended; it ends with the job");
        }
        close();
        carryLogs(true);
        return judged(first);
    }

    private RankEnd judged(RankEnd own) throws IOException {
        Ending.Verdict verdict = ending.verdict();
        boolean orderly = own.state() == AttemptState.PREEMPTED
                || own.state() == AttemptState.STOPPED
                || verdict != null && verdict.state() != AttemptState.FAILED;
        if (orderly) {
            return own.state() == AttemptState.SUCCEEDED && verdict != null
                    ? RankEnd.of(0, Outcome.of(verdict, own.exitCode()), own.lastLines())
                    : own;
        }
        return Stream.concat(Stream.of(own).filter(end -> !isOfAnother(end)), ends().stream())
                .filter(RankEnd::failed)
                .min(Comparator.comparing(RankEnd::time))
                .map(failed -> new RankEnd(
                        failed.rank(),
                        failed.time(),
                        failed.state(),
                        causeOf(failed),
                        failed.exitCode(),
                        failed.lastLines()))
                .orElse(own);
    }

    /// Whether the first rank was ended because another one had failed.
    private static boolean isOfAnother(RankEnd own) {
        return own.cause().parts().stream().anyMatch(part -> part.code().equals(AttemptReason.IN_RANK.name()));
    }

    private Reason causeOf(RankEnd end) {
        return end.cause()
                .because(Reason.of(AttemptReason.IN_RANK, Map.of("rank", end.rank(), "nodes", order.nodes())));
    }

    private List<RankEnd> ends() throws IOException {
        List<RankEnd> ends = new ArrayList<>();
        for (int rank : others().toArray()) {
            RankEnd end = files.end(rank);
            if (end != null) {
                ends.add(end);
            }
        }
        return ends;
    }

    private List<Integer> missing() throws IOException {
        List<Integer> ended = ends().stream().map(RankEnd::rank).toList();
        return others().boxed().filter(rank -> !ended.contains(rank)).toList();
    }

    private synchronized void carryLogs(boolean all) throws IOException {
        for (RankLog each : logs) {
            each.carry(all);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
