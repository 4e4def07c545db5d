package org.dure.agent.gang;

import java.io.IOException;
import java.util.List;
import org.dure.agent.supervision.Ending;
import org.dure.base.Reason;
import org.dure.base.agent.AttemptReason;
import org.dure.base.agent.AttemptState;
import org.jspecify.annotations.Nullable;

/// Any rank but the first: it does what that one says, and tells it how its program has ended.
public final class Member implements AutoCloseable {

    private static final long POLL_MILLIS = 250;

    private final Seat seat;
    private final GangFiles files;
    private final Pulse pulse;
    private final Ending ending;
    private final Thread thread = Thread.ofPlatform().daemon().name("gang").unstarted(this::follow);
    private volatile @Nullable Save save;
    private volatile boolean closed;

    /// Asks the program for a checkpoint.
    public interface Save {
        void ask() throws InterruptedException;
    }

    public Member(Seat seat, Ending ending) throws IOException {
        this.seat = seat;
        this.files = new GangFiles(seat);
        this.ending = ending;
        this.pulse = new Pulse(files, seat.rank(), List.of(0), this::giveUp);
    }

    public void start() {
        thread.start();
        pulse.start();
    }

    /// The first rank's node is lost, and with it all that could be said of this one.
    private void giveUp(int first) {
        ending.abandon("rank " + first + " has not been heard of for " + Pulse.SILENCE_SECONDS + " seconds");
    }

    /// From now on there is a program that can be asked.
    public void onSave(Save asked) {
        save = asked;
    }

    /// Its program could start: waits for the first rank, which waits for all.
    ///
    /// @return null where the gang is to end before its programs run
    public @Nullable Rendezvous meet() throws IOException, InterruptedException {
        files.putReady(seat.rank());
        while (ending.verdict() == null) {
            Rendezvous rendezvous = files.rendezvous();
            if (rendezvous != null) {
                return rendezvous;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return null;
    }

    /// The last that it says.
    public void report(RankEnd end) throws IOException {
        files.put(end);
    }

    private void follow() {
        boolean asked = false;
        while (!closed) {
            try {
                GangFiles.Order order = files.order();
                Save now = save;
                if (order == GangFiles.Order.SAVE && !asked && now != null) {
                    asked = true;
                    now.ask();
                }
                if (order == GangFiles.Order.END) {
                    pulse.close();
                    ending.decide(new Ending.Verdict(AttemptState.STOPPED, Reason.of(AttemptReason.STOPPED), true));
                    ending.hurry();
                    return;
                }
            } catch (InterruptedException stop) {
                return;
            } catch (IOException | RuntimeException unreadable) {
                System.err.println("what the first rank says cannot be read: " + unreadable);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        pulse.close();
        thread.interrupt();
    }
}
