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
import org.jspecify.annotations.Nullable;

/// What the first rank does for its gang: it says where to meet, brings the others' lines into the log, and
/// lets all end together. A gang has succeeded when the program of every rank has left with exit code 0; the
/// first that fails ends it.
public final class Leader implements AutoCloseable {

    private static final long POLL_MILLIS = 250;
    /// For what others write to be seen here, beyond the time that a program is given to leave.
    private static final Duration LAG = Duration.ofSeconds(60);
    /// Before the log says for whom this rank waits.
    private static final long WORDLESS_MILLIS = 5_000;
    /// For the log's last line to leave.
    private static final long LAST_WORDS_MILLIS = 2_000;

    private final Seat seat;
    private final GangFiles files;
    private final Pulse pulse;
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
        this.pulse = new Pulse(files, seat.rank(), others().boxed().toList(), this::giveUp);
    }

    public void start() {
        thread.start();
        pulse.start();
    }

    /// Its own program is about to start, and so may those of the others, as soon as all are ready.
    ///
    /// @return null where the gang is to end before that
    public @Nullable Rendezvous meet() throws IOException, InterruptedException {
        long waited = 0;
        for (List<Integer> late = late(); !late.isEmpty(); late = late()) {
            if (ending.verdict() != null) {
                return null;
            }
            if (waited == WORDLESS_MILLIS) {
                log.say("waits for the agents of the ranks " + late);
            }
            Thread.sleep(POLL_MILLIS);
            waited += POLL_MILLIS;
        }
        Rendezvous rendezvous = Rendezvous.at(seat.address());
        files.put(rendezvous);
        return rendezvous;
    }

    private List<Integer> late() throws IOException {
        List<Integer> late = new ArrayList<>();
        for (int rank : others().toArray()) {
            if (!files.isReady(rank)) {
                late.add(rank);
            }
        }
        return late;
    }

    /// A rank's node is lost: nothing of this attempt is of use any more, and the next one goes on.
    private void giveUp(int rank) {
        String why = "rank " + rank + " has not been heard of for " + Pulse.SILENCE_SECONDS + " seconds";
        try {
            log.say(why + "; this attempt is given up");
            Thread.sleep(LAST_WORDS_MILLIS);
        } catch (IOException unsaid) {
            System.err.println("the log's spool failed: " + unsaid);
        } catch (InterruptedException over) {
            return;
        }
        ending.abandon(why);
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
        pulse.close();
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

    /// Those that have begun, and have not said that their programs have ended.
    private List<Integer> missing() throws IOException {
        List<Integer> missing = new ArrayList<>();
        for (int rank : others().toArray()) {
            if (files.end(rank) == null && files.beat(rank) != null) {
                missing.add(rank);
            }
        }
        return missing;
    }

    private synchronized void carryLogs(boolean all) throws IOException {
        for (RankLog each : logs) {
            each.carry(all);
        }
    }

    @Override
    public void close() {
        closed = true;
        pulse.close();
        thread.interrupt();
    }
}
